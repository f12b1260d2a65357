import MMUCore

/// What a stage 1 leaf and the tables above it permit.
///
/// Source: Arm ARM (DDI 0487), section D8.4 "Memory access control"; pseudocode AArch64.S1ApplyTablePerms,
/// AArch64.S1ApplyOutputPerms and AArch64.S1DirectBasePermissions.
struct ReferenceARMStage1Permissions {
  /// p for EL1, u for EL0; r, w, x.
  private(set) var pr: Bool
  private(set) var pw: Bool
  private(set) var px: Bool
  private(set) var ur: Bool
  private(set) var uw: Bool
  private(set) var ux: Bool
  private let pan: Bool

  init(_ leaf: ReferenceARMDescriptor, under tables: [ReferenceARMDescriptor], _ controls: ARMControls) {
    // AP[2:1] = bits 7:6. With DBM set, under HA and HD, AP[2] is 0 in effect.
    var ap2 = leaf.bit(7)
    if Self.updatesDirtyState(controls) && leaf.dbm { ap2 = false }
    (pr, pw) = (true, !ap2)
    ur = leaf.bit(6)
    uw = ur && !ap2
    var (uxn, pxn) = (leaf.bit(54), leaf.bit(53))
    // APTable in bits 62:61, UXNTable 60, PXNTable 59 restrict all levels below; ignored where HPD is 1.
    for table in tables where !controls.contains(.hierarchicalDisable) {
      if table.bit(61) { (ur, uw) = (false, false) }
      if table.bit(62) { (pw, uw) = (false, false) }
      if table.bit(60) { uxn = true }
      if table.bit(59) { pxn = true }
    }
    // What is writable at EL0 is never executable at EL1.
    px = !pxn && !uw
    // Execution at EL0 asks UXN alone: AP[2:1] = 00 with UXN 0 is execute-only at EL0.
    ux = !uxn
    // PSTATE.PAN AND (ur OR uw), without FEAT_PAN3.
    pan = controls.contains(.privilegedAccessNever) && (ur || uw)
    // WXN: what is writable at an Exception level is not executable there.
    if controls.contains(.writeExecuteNever) {
      if pw { px = false }
      if uw { ux = false }
    }
  }

  /// Whether hardware manages the dirty state: HD alone, without HA, has no effect.
  static func updatesDirtyState(_ controls: ARMControls) -> Bool {
    controls.contains(.hardwareAccessFlag) && controls.contains(.hardwareDirtyState)
  }

  func allows(_ access: GuestAccess) -> Bool {
    switch (access.privilege, access.kind) {
    case (.user, .load): ur
    case (.user, .store): uw
    case (.user, .fetch): ux
    case (.supervisor, .load): pr && !pan
    case (.supervisor, .store): pw && !pan
    case (.supervisor, .fetch): px
    }
  }

  /// The rights, PAN apart, which is the processor's state and no right of the page.
  var rights: AccessRights {
    var rights = AccessRights.read
    if pw { rights |= .write }
    if ur { rights |= .user }
    if px { rights |= .execute }
    if ux { rights |= .userExecute }
    return rights
  }
}
