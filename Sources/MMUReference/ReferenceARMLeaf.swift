import MMUCore

/// The block or page descriptor that a walk came to.
struct ReferenceARMLeaf<Output: AddressSpace> {
  let descriptor: ReferenceARMDescriptor
  /// Where the descriptor is.
  let location: Address<Output>
  /// The manual's level: 1 to 3.
  let level: Int
  /// The table descriptors above it, from the root.
  let tables: [ReferenceARMDescriptor]
  /// The output address of the access.
  let address: Address<Output>
  /// The page, the block, or the range that the Contiguous bit makes of several.
  let pageSize: PageSize
}
