extension PermissionTable {
  /// The rule for x86 under the given controls. Combinations are numbered by the rights write (1), user (2), execute (4).
  ///
  /// Source: Intel SDM vol. 3A, section "Determination of Access Rights", rule by rule.
  public init(x86 controls: X86Controls) {
    self.init { index, access in Self.permitsX86(access, AccessRights(rawValue: index), controls) }
  }

  /// The rule for AMD's nested tables: each access is a user's of the same kind. Combinations as above.
  ///
  /// Source: AMD APM vol. 2 (24593), section "Nested Paging": "all … accesses are treated as user accesses at this level".
  init(nestedUnder controls: X86Controls) {
    self.init { index, access in
      Self.permitsX86(GuestAccess(access.kind, .user), AccessRights(rawValue: index), controls)
    }
  }

  /// The classes of access that x86 rights permit.
  @inline(__always)
  public func permitted(by rights: AccessRights) -> AccessClassSet { permitted(at: rights.rawValue & 7) }

  private static func permitsX86(
    _ access: GuestAccess, _ rights: AccessRights, _ controls: X86Controls
  ) -> Bool {
    let executable = rights.contains(.execute) || !controls.contains(.noExecute)
    if access.privilege == .user {
      guard rights.contains(.user) else { return false }
      switch access.kind {
      case .load: return true
      case .store: return rights.contains(.write)
      case .fetch: return executable
      }
    }
    let isUserPage = rights.contains(.user)
    let smapBlocks = isUserPage && controls.contains(.smap) && !access.overridesSMAP
    switch access.kind {
    case .load: return !smapBlocks
    case .store: return !smapBlocks && (rights.contains(.write) || !controls.contains(.writeProtect))
    case .fetch: return executable && !(isUserPage && controls.contains(.smep))
    }
  }
}
