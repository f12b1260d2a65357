/// One call of a shadow MMU as a value: what a guest's processor does, or its host.
///
/// Which of them a guest knows depends on its architecture: ``X86ShadowMMU`` answers to control registers, ``ShadowMMU`` to roots.
public enum ShadowRequest: Equatable, Sendable, BitwiseCopyable {
  /// An access.
  case access(GVA, GuestAccess)
  /// A store of the lowest bytes of a value.
  case store(GVA, GuestAccess, UInt64, byteCount: Int)
  /// A store that has been trapped, by its guest physical address.
  case write(GPA, UInt64, byteCount: Int)
  /// A write of satp: root, address space, and whether nothing need be invalidated.
  case loadRoot(GPA, ASID, keepsTranslations: Bool)
  /// MOV to CR3.
  case moveToCR3(UInt64)
  /// MOV to CR0.
  case moveToCR0(UInt64)
  /// MOV to CR4.
  case moveToCR4(UInt64)
  /// WRMSR of EFER.
  case setEFER(longMode: Bool, noExecute: Bool)
  /// INVLPG; SFENCE.VMA of an address.
  case invalidate(GVA)
  /// INVPCID of a type; SFENCE.VMA of an address space is type 1, of all of them 2.
  case invalidateSpace(type: UInt64, ASID, GVA)
  /// Something that the host does.
  case host(ShadowHostRequest)
}
