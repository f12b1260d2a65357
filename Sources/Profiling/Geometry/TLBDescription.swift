/// The TLBs of a processor as a file describes them: a preset of ours or a user's own.
///
/// docs/GEOMETRY.md explains every field.
public struct TLBDescription: Equatable, Sendable {
  /// The file's kind: another one is refused.
  public static let schema = "mmubench.tlb"
  /// The version of the schema: another one is refused.
  public static let version = 1

  /// What a user calls it.
  public var name: String
  /// Which processors it stands for.
  public var summary: String
  /// Where the numbers come from.
  public var sources: [String]
  /// What is not as in those processors, or was only assumed.
  public var notes: [String]
  /// The arrays.
  public var arrays: [TLBArrayDescription]
  /// How the second level relates to the first.
  public var level2: TLBInclusionName
  /// How the third level relates to the second.
  public var level3: TLBInclusionName
  /// Whether entries carry the number of their address space, so that a switch drops nothing.
  public var hasASIDs: Bool
  /// Whether entries carry the number of their virtual machine.
  public var hasVPIDs: Bool
  /// Whether pages of the upper half of the address space, the kernel's, are global.
  public var hasGlobalUpperHalf: Bool
  /// What is brought in ahead of a miss, if anything.
  public var prefetch: TLBPrefetchDescription?

  /// A description with nothing but its arrays.
  public init(name: String, arrays: [TLBArrayDescription]) {
    self.name = name
    self.arrays = arrays
    summary = ""
    sources = []
    notes = []
    level2 = .neither
    level3 = .neither
    hasASIDs = true
    hasVPIDs = true
    hasGlobalUpperHalf = false
  }

  /// The arrays for pages of one size that an access of a kind meets, first level first; `nil` where there is none.
  public func array(level: Int, _ side: TLBSideName, pageSize: String) -> TLBArrayDescription? {
    arrays.first { $0.level == level && $0.accepts(side) && $0.holds(pageSize) }
  }

  /// The sizes of page that both a fetch and a load find a first level for.
  public var pageSizes: [String] {
    TLBArrayDescription.allPages.filter { size in
      array(level: 1, .fetch, pageSize: size) != nil && array(level: 1, .data, pageSize: size) != nil
    }
  }
}
