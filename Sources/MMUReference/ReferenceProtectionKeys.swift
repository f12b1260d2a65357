import MMUCore

/// What protection keys forbid, as the manual lists the cases.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", section "Protection Keys".
public enum ReferenceProtectionKeys {
  /// Whether a page's key forbids an access.
  ///
  /// - Parameter isUserPage: whether U/S is 1 in every entry on the path: "a user-mode address".
  public static func forbid(
    _ access: GuestAccess, key: UInt64, isUserPage: Bool, under configuration: X86Configuration
  ) -> Bool {
    // "A linear address's protection key controls only data accesses to the address."
    if access.kind == .fetch { return false }
    if isUserPage {
      // "If CR4.PKE = 0, the protection key of a user-mode address does not control data accesses to the address."
      guard configuration.controls.contains(.userKeys) else { return false }
      return pkruForbids(access, key, configuration)
    } else {
      guard configuration.controls.contains(.supervisorKeys) else { return false }
      return pkrsForbids(access, key, configuration)
    }
  }

  private static func pkruForbids(_ access: GuestAccess, _ key: UInt64, _ configuration: X86Configuration) -> Bool {
    // "If ADi = 1, no data accesses are permitted."
    if isAccessDisabled(key, by: configuration.keys.pkru) { return true }
    guard isWriteDisabled(key, by: configuration.keys.pkru), access.kind == .store else { return false }
    switch access.privilege {
    // "User-mode write accesses are not permitted."
    case .user: return true
    // "Supervisor-mode write accesses are not permitted if CR0.WP = 1."
    case .supervisor: return configuration.controls.contains(.writeProtect)
    }
  }

  private static func pkrsForbids(_ access: GuestAccess, _ key: UInt64, _ configuration: X86Configuration) -> Bool {
    // "If ADi = 1, no data accesses are permitted."
    if isAccessDisabled(key, by: configuration.keys.pkrs) { return true }
    guard isWriteDisabled(key, by: configuration.keys.pkrs), access.kind == .store else { return false }
    // "If CR0.WP = 0, IA32_PKRS.WDi does not affect write accesses to supervisor-mode addresses": in no mode.
    return configuration.controls.contains(.writeProtect)
  }

  /// "ADi": bit 2i of the register.
  private static func isAccessDisabled(_ key: UInt64, by register: UInt32) -> Bool {
    UInt64(register).bit(2 * Int(key % 16))
  }

  /// "WDi": bit 2i + 1 of the register.
  private static func isWriteDisabled(_ key: UInt64, by register: UInt32) -> Bool {
    UInt64(register).bit(2 * Int(key % 16) + 1)
  }
}
