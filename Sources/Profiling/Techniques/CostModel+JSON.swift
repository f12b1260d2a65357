import Foundation

extension CostModel: Codable {
  private static let keys = ["schema", "version", "name", "summary", "notes", "constants", "reads"]

  /// Reads a model; refuses unknown keys, schemas and versions, and constants that are missing or negative.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(knowing: Self.keys)
    let schema: String = try container.value("schema")
    let version: Int = try container.value("version")
    guard schema == Self.schema, version == Self.version else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: [],
          debugDescription: "it has schema '\(schema)', version \(version); this program reads "
            + "'\(Self.schema)', version \(Self.version)"))
    }
    name = try container.value("name")
    summary = try container.value("summary", otherwise: "")
    notes = try container.value("notes", otherwise: [])
    reads = try container.value("reads")
    let decoder = try container.superDecoder(forKey: JSONKey(stringValue: "constants"))
    let values = try decoder.container(knowing: CostConstant.allCases.map(\.rawValue))
    constants = [:]
    for constant in CostConstant.allCases { constants[constant] = try values.value(constant.rawValue) }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONKey.self)
    func put(_ key: String, _ value: some Encodable) throws {
      try container.encode(value, forKey: JSONKey(stringValue: key))
    }
    try put("schema", Self.schema)
    try put("version", Self.version)
    try put("name", name)
    try put("summary", summary)
    try put("notes", notes)
    try put("constants", Dictionary(uniqueKeysWithValues: constants.map { ($0.rawValue, $1) }))
    try put("reads", reads)
  }
}

extension CostModel.Constant: Codable {
  /// Reads a constant, which has a source or is an assumption.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(knowing: ["cycles", "source", "assumption"])
    cycles = try container.value("cycles")
    guard cycles >= 0, cycles.isFinite else { throw container.refusal("cycles", "is negative") }
    (origin, isAssumption) = try container.origin()
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONKey.self)
    try container.encode(cycles, forKey: JSONKey(stringValue: "cycles"))
    try container.encode(origin, forKey: JSONKey(stringValue: isAssumption ? "assumption" : "source"))
  }
}

extension CostModel.Reads: Codable {
  /// Reads shares, which are 100 percent together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(knowing: ["l1", "l2", "l3", "memory", "source", "assumption"])
    l1 = try container.value("l1")
    l2 = try container.value("l2")
    l3 = try container.value("l3")
    memory = try container.value("memory")
    (origin, isAssumption) = try container.origin()
    guard [l1, l2, l3, memory].allSatisfy({ $0 >= 0 }), abs(l1 + l2 + l3 + memory - 100) < 1e-6 else {
      throw container.refusal("memory", "does not make 100 percent with l1, l2 and l3")
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONKey.self)
    for (key, value) in [("l1", l1), ("l2", l2), ("l3", l3), ("memory", memory)] {
      try container.encode(value, forKey: JSONKey(stringValue: key))
    }
    try container.encode(origin, forKey: JSONKey(stringValue: isAssumption ? "assumption" : "source"))
  }
}

extension KeyedDecodingContainer<JSONKey> {
  fileprivate func refusal(_ key: String, _ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath + [JSONKey(stringValue: key)], debugDescription: reason))
  }

  /// Where a number is from: exactly one of a source and an assumption.
  fileprivate func origin() throws -> (text: String, isAssumption: Bool) {
    let source: String? = try value("source", otherwise: nil)
    let assumption: String? = try value("assumption", otherwise: nil)
    switch (source, assumption) {
    case (let source?, nil): return (source, false)
    case (nil, let assumption?): return (assumption, true)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "it needs either a 'source' or an 'assumption'"))
    }
  }
}
