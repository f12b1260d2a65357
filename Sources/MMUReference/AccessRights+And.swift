import MMUCore

extension AccessRights {
  /// The rights that both grant.
  func and(_ other: AccessRights) -> AccessRights { AccessRights(rawValue: rawValue & other.rawValue) }
}
