import Report

/// What a sweep runs, as a plan file has it and as options say it: every combination of sources, page sizes, techniques
/// and TLBs is a cell.
///
/// Every list holds texts as `mmubench profile` takes them. A text may hold a range, which doubles (`1G..8G`). An empty
/// list stands for the default.
public struct SweepPlan: Equatable, Sendable {
  /// The file's kind: another one is refused when it is read.
  public enum Schema: String, Sendable, Codable {
    /// A plan.
    case plan = "mmubench.sweep-plan"
  }

  /// The version of the schema: another one is refused when it is read.
  public enum Version: Int, Sendable, Codable {
    /// The first.
    case first = 1
  }

  /// A list of the plan, by its key in the file.
  public enum Axis: String, CaseIterable, CodingKey, Sendable {
    /// Paths of traces.
    case traces
    /// Names of workloads.
    case workloads
    /// Bytes over which the accesses of workloads spread.
    case footprint
    /// Numbers of accesses of workloads.
    case accesses
    /// Distances of a sequential workload's accesses, in bytes.
    case step
    /// Distances of a strided workload's accesses, in pages.
    case stride
    /// Seeds of random workloads.
    case seed
    /// Presets and geometries.
    case tlb
    /// 4K, 2M, 1G.
    case pageSize
    /// native, shadow.
    case technique
    /// Policies of shadow paging.
    case policy
    /// Numbers of entries that a page fault maps along under shadow paging.
    case prefetch

    /// The option that adds to the list, without its dashes.
    public var option: String {
      switch self {
      case .traces: "trace"
      case .workloads: "workload"
      case .pageSize: "page-size"
      default: rawValue
      }
    }
  }

  /// The most cells of a sweep.
  public static let maximumCellCount = 100_000

  private var lists: [Axis: [String]] = [:]

  /// A plan without sources.
  public init() {}

  /// The values of an axis.
  public subscript(axis: Axis) -> [String] {
    get { lists[axis] ?? [] }
    set { lists[axis] = newValue.isEmpty ? nil : newValue }
  }
}

extension SweepPlan: Codable {
  private enum HeadKey: String, CodingKey {
    case schema, version
  }

  /// A key of whatever name.
  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// A value: a text, or a number for one.
  private struct Value: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(UInt64.self) {
        text = "\(number)"
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  /// Reads a plan; refuses other schemas and versions, and keys that there are not.
  public init(from decoder: any Decoder) throws {
    let head = try decoder.container(keyedBy: HeadKey.self)
    _ = try head.decode(Schema.self, forKey: .schema)
    _ = try head.decode(Version.self, forKey: .version)
    try Self.refuseUnknownKeys(try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue))
    let container = try decoder.container(keyedBy: Axis.self)
    for axis in Axis.allCases where container.contains(axis) {
      self[axis] = try container.decode([Value].self, forKey: axis).map(\.text)
    }
  }

  private static func refuseUnknownKeys(_ keys: [String]) throws {
    let known = Axis.allCases.map(\.rawValue)
    let unknown = keys.sorted().first { !known.contains($0) && HeadKey(stringValue: $0) == nil }
    guard let unknown else { return }
    let hint =
      NearestName.of(unknown, among: known).map { "did you mean '\($0)'?" }
      ?? "the keys are \(known.joined(separator: ", "))"
    throw DecodingError.dataCorrupted(
      .init(codingPath: [], debugDescription: "there is no key '\(unknown)'; \(hint)"))
  }

  /// Writes the plan; lists without a value are left out.
  public func encode(to encoder: any Encoder) throws {
    var head = encoder.container(keyedBy: HeadKey.self)
    try head.encode(Schema.plan, forKey: .schema)
    try head.encode(Version.first, forKey: .version)
    var container = encoder.container(keyedBy: Axis.self)
    for axis in Axis.allCases where !self[axis].isEmpty { try container.encode(self[axis], forKey: axis) }
  }
}
