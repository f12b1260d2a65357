import MMUCore

/// The sizes of a virtual machine and its processor that techniques share.
public struct MachineShape: Equatable, Sendable {
  /// Guest frames for the kernel's tables, from 0 on.
  public var tableFrames: UInt64 = 1 << 14
  /// Guest frames for data, from ``firstData`` on; they have no bytes.
  public var dataFrames: UInt64 = 1 << 22
  /// The processor's first-level TLB.
  public var level1 = TLBGeometry(sets: 16, ways: 4)
  /// The processor's second-level TLB.
  public var level2 = TLBGeometry(sets: 128, ways: 12)
  /// Walk caches of entries of levels 2, 3 and 4, in each dimension.
  public var walkCaches = (level2: 32, level3: 4, level4: 4)
  /// The nested TLB's entries.
  public var nestedTLB = 64
  /// The largest page with which the host backs the guest.
  public var hostPageSize = PageSize.kib4
  /// The monitor's software TLB; `nil` for none.
  public var softwareTLB: TLBGeometry? = TLBGeometry(sets: 4096, ways: 4)

  /// The first guest frame of data: 1 TiB unless the guest's addresses end before, which every page size divides.
  public var firstData = GPA(1 << 40).frame
  /// Where on the machine the data begin; `nil`: at the guest's own number. Machines side by side have theirs apart.
  public var firstMachineData: HFN?

  /// The defaults.
  public init() {}

  /// Equal in every part.
  public static func == (left: MachineShape, right: MachineShape) -> Bool {
    left.tableFrames == right.tableFrames && left.dataFrames == right.dataFrames && left.level1 == right.level1
      && left.level2 == right.level2 && left.walkCaches == right.walkCaches && left.nestedTLB == right.nestedTLB
      && left.hostPageSize == right.hostPageSize && left.firstData == right.firstData
      && left.firstMachineData == right.firstMachineData
      && left.softwareTLB == right.softwareTLB
  }
}
