/// The control registers of a RISC-V case. Source: RISC-V Privileged Architecture, "Memory Privilege in
/// mstatus Register" and "satp Register".
public struct QEMURISCVControls: Equatable, Sendable {
  /// How many levels: 3 for Sv39, 4 for Sv48, 5 for Sv57.
  public var levels: Int
  /// The physical address of the root.
  public var root: UInt64
  /// mstatus.SUM: the supervisor may load from and store to user pages.
  public var sum: Bool
  /// mstatus.MXR: loads may read what may only be executed.
  public var mxr: Bool

  /// Controls with SUM and MXR clear, unless told otherwise.
  public init(levels: Int, root: UInt64, sum: Bool = false, mxr: Bool = false) {
    self.levels = levels
    self.root = root
    self.sum = sum
    self.mxr = mxr
  }

  var registers: [UInt64] {
    let satp = UInt64(5 + levels) << 60 | root >> 12
    return [satp, (sum ? 1 << 18 : 0) | (mxr ? 1 << 19 : 0)]
  }
}
