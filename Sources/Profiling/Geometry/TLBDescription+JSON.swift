import Foundation

extension TLBDescription: Codable {
  private static let keys = [
    "schema", "version", "name", "summary", "sources", "notes", "arrays", "level2", "level3", "asids", "vpids",
    "globals", "prefetch",
  ]

  private enum Globals: String, CaseIterable {
    case none
    case upperHalf = "upper-half"
  }

  /// Reads a description; refuses unknown keys, schemas and versions.
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
    self.init(name: try container.value("name"), arrays: try container.value("arrays"))
    summary = try container.value("summary", otherwise: "")
    sources = try container.value("sources", otherwise: [])
    notes = try container.value("notes", otherwise: [])
    level2 = try container.name("level2", otherwise: .neither)
    level3 = try container.name("level3", otherwise: .neither)
    hasASIDs = try container.value("asids", otherwise: true)
    hasVPIDs = try container.value("vpids", otherwise: true)
    hasGlobalUpperHalf = try container.name("globals", otherwise: Globals.none) == .upperHalf
    prefetch = try container.value("prefetch", otherwise: nil)
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
    try put("sources", sources)
    try put("notes", notes)
    try put("arrays", arrays)
    try put("level2", level2)
    try put("level3", level3)
    try put("asids", hasASIDs)
    try put("vpids", hasVPIDs)
    try put("globals", (hasGlobalUpperHalf ? Globals.upperHalf : .none).rawValue)
    if let prefetch { try put("prefetch", prefetch) }
  }
}

extension TLBArrayDescription: Codable {
  private static let keys = [
    "level", "side", "pages", "entries", "ways", "policy", "index", "wired", "pairs", "permutations",
  ]

  private enum Index: String, CaseIterable {
    case linear
    case xor
  }

  /// Reads an array's description; refuses unknown keys.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(knowing: Self.keys)
    let entries: Int = try container.value("entries")
    self.init(
      level: try container.value("level"), try container.name("side", otherwise: nil),
      pages: try container.value("pages", otherwise: Self.allPages), entries: entries,
      ways: try container.value("ways", otherwise: entries), policy: try container.value("policy", otherwise: "lru"))
    foldsIndex = try container.name("index", otherwise: Index.linear) == .xor
    wired = try container.value("wired", otherwise: 0)
    holdsPairs = try container.value("pairs", otherwise: false)
    permutations = try container.value("permutations", otherwise: [])
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONKey.self)
    func put(_ key: String, _ value: some Encodable) throws {
      try container.encode(value, forKey: JSONKey(stringValue: key))
    }
    try put("level", level)
    try put("side", side)
    try put("pages", pages)
    try put("entries", entries)
    try put("ways", ways)
    try put("policy", policy)
    try put("index", (foldsIndex ? Index.xor : .linear).rawValue)
    if wired > 0 { try put("wired", wired) }
    if holdsPairs { try put("pairs", true) }
    if !permutations.isEmpty { try put("permutations", permutations) }
  }
}
