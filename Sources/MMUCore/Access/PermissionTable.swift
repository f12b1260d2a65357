/// For each combination of rights, the access classes that it permits under given controls.
///
/// Sixty-four bits hold the whole rule: byte r is the ``AccessClassSet`` for rights r. A walker tests one bit of it, and
/// a TLB entry keeps one byte of it, so both decide by the same table. (KVM keeps the same idea as `permissions[16]`.)
public struct PermissionTable: Equatable, Sendable, BitwiseCopyable {
  /// Byte r: the classes permitted by `AccessRights(rawValue: r)`.
  let bytes: UInt64

  /// Enumerates the rule for x86 under the given controls.
  ///
  /// Source: Intel SDM vol. 3A, section "Determination of Access Rights", rule by rule.
  public init(x86 controls: PagingControls) {
    var bytes: UInt64 = 0
    for rights in 0..<8 as Range<UInt8> {
      for classIndex in 0..<8 as Range<UInt8> {
        let access = GuestAccess(classIndex: classIndex)
        let permitted = Self.permitsX86(access, AccessRights(rawValue: rights), controls)
        bytes |= (permitted ? 1 : 0) &<< UInt64(rights &* 8 &+ classIndex)
      }
    }
    self.bytes = bytes
  }

  /// The classes of access that these rights permit.
  @inline(__always)
  public func permitted(by rights: AccessRights) -> AccessClassSet {
    AccessClassSet(rawValue: UInt8(truncatingIfNeeded: bytes &>> UInt64(rights.rawValue &* 8)))
  }

  private static func permitsX86(
    _ access: GuestAccess, _ rights: AccessRights, _ controls: PagingControls
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
