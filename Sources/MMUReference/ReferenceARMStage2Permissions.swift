import MMUCore

/// What a stage 2 leaf permits.
///
/// Source: Arm ARM (DDI 0487), section D8.4 "Memory access control", "Stage 2 permissions"; pseudocode
/// AArch64.S2ApplyOutputPerms, AArch64.S2DirectBasePermissions and AArch64.S2CheckPermissions.
struct ReferenceARMStage2Permissions {
  private let r: Bool
  private let w: Bool
  private let px: Bool
  private let ux: Bool

  init(_ leaf: ReferenceARMDescriptor, _ controls: ARMControls) {
    // S2AP[1:0] = bits 7:6; DBM makes S2AP[1] 1 in effect, under HA and HD.
    r = leaf.bit(6)
    w = leaf.bit(7) || (ReferenceARMStage1Permissions.updatesDirtyState(controls) && leaf.dbm)
    // XN[1:0] = bits 54:53. Without FEAT_XNX bit 53 is RES0.
    switch (leaf.bit(54), controls.contains(.stage2ExecuteByLevel) && leaf.bit(53)) {
    case (false, false): (px, ux) = (true, true)
    case (false, true): (px, ux) = (false, true)
    case (true, false): (px, ux) = (false, false)
    case (true, true): (px, ux) = (true, false)
    }
  }

  /// A fetch asks XN alone: memory may be executable and not readable.
  func allows(_ access: GuestAccess) -> Bool {
    switch access.kind {
    case .load: r
    case .store: w
    case .fetch: access.privilege == .user ? ux : px
    }
  }

  /// The rights. Stage 2 data permissions do not tell EL0 from EL1, so user is among them.
  var rights: AccessRights {
    var rights = AccessRights.user
    if r { rights |= .read }
    if w { rights |= .write }
    if px { rights |= .execute }
    if ux { rights |= .userExecute }
    return rights
  }
}
