import MMUCore

extension Translation {
  /// The same translation but for some of its parts.
  func with(
    address: Address<Space>? = nil, pageSize: PageSize? = nil, without lost: AccessRights = .none,
    also: AccessRights = .none,
    permitted: UInt8? = nil, isDirty: Bool? = nil, isGlobal: Bool? = nil
  ) -> Translation {
    Translation(
      address: address ?? self.address, pageSize: pageSize ?? self.pageSize, rights: rights.subtracting(lost) | also,
      permitted: permitted.map { AccessClassSet(rawValue: $0) } ?? self.permitted, isDirty: isDirty ?? self.isDirty,
      isGlobal: isGlobal ?? self.isGlobal)
  }

  /// The same translation with one bit of its address flipped.
  func flipping(_ bit: Int) -> Translation { with(address: Address(address.rawValue ^ 1 << UInt64(bit))) }
}

extension AccessRights {
  /// Both rights to execute.
  static var anyExecute: AccessRights { .execute | .userExecute }
}
