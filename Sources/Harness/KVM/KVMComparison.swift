/// What the three made of one access, and whether they agree.
public struct KVMComparison: Equatable, Sendable {
  /// The access.
  public let asked: KVMCase
  /// What the core said.
  public let core: KVMOutcome
  /// What the reference said.
  public let reference: KVMOutcome
  /// What KVM did.
  public let kvm: KVMOutcome
  /// What they disagree about; `nil` when they agree.
  public internal(set) var difference: String?
  /// The walk ended in a fault, and KVM set none of the accessed bits on the way, where the core set some.
  ///
  /// KVM's own walker (arch/x86/kvm/mmu/paging_tmpl.h) sets the bits of a path at once, after it found that the access is
  /// allowed. The manual leaves that open: an accessed flag is set "whenever the processor uses a paging-structure entry
  /// as part of linear-address translation" (Intel SDM vol. 3A, section "Accessed and Dirty Flags"), and does not say whether
  /// a translation that faults is one.
  public internal(set) var withheldAccessedBits = false
  /// A fetch set accessed bits on the way to the next page, too, as if that were fetched from.
  ///
  /// KVM that emulates an instruction reads 15 bytes, which reach into the next page from the end of one. A processor may do
  /// so anywhere: "The processor may cache translations required for prefetches", and sets their accessed flags
  /// (Intel SDM vol. 3A, section "Details of TLB Use").
  public internal(set) var prefetchedNextPage = false
}
