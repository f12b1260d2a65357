/// What a TLB of whole translations must be able to drop, so that an architecture's instructions can be built on it.
///
/// Every operation drops exactly what it says. An address stands for the page that maps it, of whatever size, and for all
/// pieces of that page. The TLBs hold no table entries from above the leaf, so what instructions do to caches of those has
/// no counterpart here; whoever adds such a cache empties it at every one of these operations.
///
/// A TLB belongs to one virtual machine or to the host. Where an instruction names a machine (VMID, VPID), the caller takes
/// that machine's TLB.
public protocol InvalidatableTLB {
  /// Whether entries keep decisions made under the controls that were in force when they were filled. Such a TLB is emptied
  /// when the controls change, also where a processor, which decides at every access, keeps its entries.
  static var keepsDecisions: Bool { get }

  /// Drops what maps an address in one address space, or globally.
  mutating func invalidate(_ gva: GVA, asid: ASID)

  /// Drops what maps an address in one address space and is not global.
  mutating func invalidateNonGlobal(_ gva: GVA, asid: ASID)

  /// Drops what maps an address in any address space, or globally.
  mutating func invalidate(_ gva: GVA)

  /// Drops every entry of one address space that is not global.
  mutating func flush(asid: ASID)

  /// Drops every entry that is not global.
  mutating func flushNonGlobal()

  /// Drops everything.
  mutating func flushAll()
}
