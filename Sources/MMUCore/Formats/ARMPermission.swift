/// What a combination of first-stage attributes means, under the controls.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Stage 1 data accesses permissions" and "Stage 1 instruction
/// execution permissions".
struct ARMPermission {
  let isWritable: Bool
  let isUnprivileged: Bool
  let isPrivilegedExecutable: Bool
  let isUnprivilegedExecutable: Bool

  /// - Parameter combination: read-only (1), EL0 (2), UXN (4), PXN (8).
  @inline(__always)
  init(_ combination: UInt8, _ controls: ARMControls) {
    let isWritable = combination & 1 == 0
    let isUnprivileged = combination & 2 != 0
    let forbidsWritable = controls.contains(.writeExecuteNever)
    // What EL0 may write, EL1 never executes.
    let isPrivilegedTrap = isWritable && (isUnprivileged || forbidsWritable)
    isPrivilegedExecutable = combination & 8 == 0 && !isPrivilegedTrap
    // EL0 may execute what it cannot read: execute-only pages.
    isUnprivilegedExecutable = combination & 4 == 0 && !(forbidsWritable && isWritable && isUnprivileged)
    self.isWritable = isWritable
    self.isUnprivileged = isUnprivileged
  }
}

extension PermissionTable {
  /// The rule for the first stage. Combinations are numbered by read-only (1), EL0 (2), UXN (4), PXN (8).
  init(armStage1 controls: ARMControls) {
    self.init { index, access in
      let permission = ARMPermission(index, controls)
      if access.kind == .fetch {
        return access.privilege == .user ? permission.isUnprivilegedExecutable : permission.isPrivilegedExecutable
      }
      if access.privilege == .user && !permission.isUnprivileged { return false }
      let isNever = access.privilege == .supervisor && controls.contains(.privilegedAccessNever)
      if isNever && permission.isUnprivileged { return false }
      return access.kind == .load || permission.isWritable
    }
  }

  /// The rule for the second stage. Combinations are numbered by read (1), write (2), execution at EL1 (4) and at EL0 (8).
  init(armStage2 controls: ARMControls) {
    self.init { index, access in
      switch access.kind {
      case .load: index & 1 != 0
      case .store: index & 2 != 0
      case .fetch: index & (access.privilege == .user ? 8 : 4) != 0
      }
    }
  }
}
