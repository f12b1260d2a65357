import MMUCore

/// The end of a walk that reached a page, before anybody asks whether the access is allowed.
struct ReferenceLeaf<Space: AddressSpace> {
  /// The entry that maps the page.
  let entry: PagingStructureEntry<Space>
  /// The address of the page.
  let page: UInt64
  let size: PageSize
  /// What every entry on the path grants.
  let rights: AccessRights

  /// The translation of an address on the page.
  func translation(
    of address: UInt64, permitted: AccessClassSet, isDirty: Bool, isGlobal: Bool
  ) -> ReferenceTranslation<Space> {
    ReferenceTranslation(
      address: Address(page + address.bits(Int(size.shift) - 1, 0)), pageSize: size, rights: rights,
      permitted: permitted, isDirty: isDirty, isGlobal: isGlobal)
  }
}
