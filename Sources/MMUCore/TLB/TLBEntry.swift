/// One entry of a ``DirectMappedTLB``: 32 bytes, so that two share a cache line and none straddles one.
public struct TLBEntry: Sendable, BitwiseCopyable {
  /// The page's address, with the ASID in the twelve bits that a page address leaves free.
  var tag: UInt64
  /// The bits of ``tag`` that a lookup compares: all of them, or all but the ASID for a global page.
  var tagMask: UInt64
  /// Host address minus guest virtual address: one addition translates.
  var addend: UInt64
  /// The access classes that must take the slow path: forbidden ones, and stores to a clean page.
  var denied: AccessClassSet
  /// The size of the guest's page, of which the entry holds 4 KiB.
  var pageSize: PageSize

  /// An entry that matches nothing: it denies every access.
  static var empty: TLBEntry {
    TLBEntry(tag: 0, tagMask: 0, addend: 0, denied: .all, pageSize: PageSize(shift: 0))
  }

  /// Whether the entry holds a translation.
  var isValid: Bool { pageSize.shift != 0 }

  /// Whether the entry belongs to every address space.
  var isGlobal: Bool { tagMask & DirectMappedTLB.asidMask == 0 }
}
