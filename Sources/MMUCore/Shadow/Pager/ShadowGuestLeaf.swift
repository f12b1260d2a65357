/// What a guest's leaf entry says, read without an access.
struct ShadowGuestLeaf: BitwiseCopyable {
  var gfn: GFN
  /// The classes of access that it permits, stores only if it is dirty.
  var permitted: AccessClassSet
  var rights: AccessRights
}
