/// What virtualization costs, in cycles: a file of named constants, each with its source, or said to be an assumption.
public struct CostModel: Equatable, Sendable {
  /// A constant's value and where it is from.
  public struct Constant: Equatable, Sendable {
    /// Cycles.
    public var cycles: Double
    /// The publication or measurement that it is from, or what is assumed.
    public var origin: String
    /// Whether nobody measured it.
    public var isAssumption: Bool
  }

  /// Where walks find the entries that they read, in percent.
  public struct Reads: Equatable, Sendable {
    /// In the caches of each level, and in memory; 100 together.
    public var l1, l2, l3, memory: Double
    /// Where that is from, or what is assumed.
    public var origin: String
    /// Whether nobody measured it.
    public var isAssumption: Bool
  }

  /// The name.
  public var name: String
  /// What it models, in a line.
  public var summary: String
  /// What a reader should know.
  public var notes: [String]
  /// A value for every constant.
  public var constants: [CostConstant: Constant]
  /// Where walks find what they read.
  public var reads: Reads

  /// The schema of the file.
  static let schema = "mmubench.costs"
  /// Its version.
  static let version = 1

  /// The cycles of a constant.
  public subscript(_ constant: CostConstant) -> Double {
    get { constants[constant]?.cycles ?? 0 }
    set { constants[constant]?.cycles = newValue }
  }
}
