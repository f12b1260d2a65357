import MMUCore

/// The TLBs of a description as the core builds them, for the page sizes of a run.
public struct TLBModel: Equatable, Sendable {
  /// What they were made from.
  public let description: TLBDescription
  /// The sizes of page that a run has, smallest first.
  public let sizes: [PageSize]
  /// The core's shape: the arrays that hold pages of these sizes.
  public let shape: TLBHierarchyShape
  /// The arrays, in the order of the shape's.
  public let arrays: [TLBArrayDescription]
  /// The tables of permutations that the shape's arrays name, row after row.
  public let permutationTables: [[UInt8]]
}
