import MMUCore

/// Whether an access is allowed, as the manual lists the cases.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", section "Determination of Access Rights". Each `if` below is one bullet
/// of that section. Accesses here are explicit, never implicit; shadow stacks are off.
/// Protection keys: ``ReferenceProtectionKeys``.
public enum ReferenceAccessRights {
  /// Whether a page with these rights allows an access under these controls.
  public static func allow(
    _ access: GuestAccess, to rights: AccessRights, under controls: X86Controls
  ) -> Bool {
    if access.privilege == .supervisor {
      switch access.kind {
      case .load: return supervisorMayRead(rights, controls, access.overridesSMAP)
      case .store: return supervisorMayWrite(rights, controls, access.overridesSMAP)
      case .fetch: return supervisorMayFetch(rights, controls)
      }
    }
    // "User-mode accesses … from a supervisor-mode address … are not allowed."
    if !rights.contains(.user) { return false }
    switch access.kind {
    case .load: return true
    case .store: return rights.contains(.write)
    case .fetch: return mayExecute(rights, controls)
    }
  }

  /// "Data may be read (implicitly or explicitly) from any supervisor-mode address"; from a user-mode address as SMAP
  /// and EFLAGS.AC say.
  private static func supervisorMayRead(
    _ rights: AccessRights, _ controls: X86Controls, _ isAlignmentCheckSet: Bool
  ) -> Bool {
    if rights.contains(.user) {
      if controls.contains(.smap) {
        return isAlignmentCheckSet
      } else {
        return true
      }
    } else {
      return true
    }
  }

  private static func supervisorMayWrite(
    _ rights: AccessRights, _ controls: X86Controls, _ isAlignmentCheckSet: Bool
  ) -> Bool {
    if rights.contains(.user) {
      if controls.contains(.writeProtect) {
        if controls.contains(.smap) {
          return isAlignmentCheckSet ? rights.contains(.write) : false
        } else {
          return rights.contains(.write)
        }
      } else {
        return controls.contains(.smap) ? isAlignmentCheckSet : true
      }
    } else {
      return controls.contains(.writeProtect) ? rights.contains(.write) : true
    }
  }

  private static func supervisorMayFetch(_ rights: AccessRights, _ controls: X86Controls) -> Bool {
    if rights.contains(.user) {
      if controls.contains(.smep) { return false }
      return mayExecute(rights, controls)
    } else {
      return mayExecute(rights, controls)
    }
  }

  /// "If IA32_EFER.NXE = 0, instructions may be fetched"; else only "for which the XD flag is 0 in every entry".
  private static func mayExecute(_ rights: AccessRights, _ controls: X86Controls) -> Bool {
    if controls.contains(.noExecute) {
      return rights.contains(.execute)
    } else {
      return true
    }
  }
}
