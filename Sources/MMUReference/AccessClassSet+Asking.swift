import MMUCore

extension AccessClassSet {
  /// Every class of access that a rule allows, asked one by one.
  init(asking isAllowed: (GuestAccess) -> Bool) {
    self = .none
    for access in GuestAccess.everyClass where isAllowed(access) { self |= access.asSet }
  }
}
