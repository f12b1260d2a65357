import MMUCore

/// One access that the guest makes.
public struct QEMUCase: Equatable, Sendable {
  /// The virtual address: a multiple of 16, or 8 more for a fetch. See ``QEMUBatch/targetFrame(_:)``.
  public var address: UInt64
  /// What it does there.
  public var kind: AccessKind
  /// At which privilege.
  public var privilege: Privilege
  /// The frames of the arena that the access may read or change. The guest looks for changes in no others.
  public var frames: Range<Int>
  /// Under which control registers.
  public var controls: QEMUControls

  /// A case.
  public init(
    _ kind: AccessKind, _ privilege: Privilege, at address: UInt64, frames: Range<Int>, controls: QEMUControls
  ) {
    self.address = address
    self.kind = kind
    self.privilege = privilege
    self.frames = frames
    self.controls = controls
  }
}

extension QEMUCase: CustomStringConvertible {
  /// The access and its controls, in one line.
  public var description: String { "\(privilege) \(kind) at 0x\(String(address, radix: 16)) under \(controls)" }
}
