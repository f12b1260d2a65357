/// What an access asks the TLBs for: a page of a size, in a context.
struct TLBTranslation: BitwiseCopyable {
  let gva: GVA
  let size: PageSize
  /// The bits of a key that say which address space the page belongs to.
  let space: UInt64

  /// The key of an entry that maps 2^`pairShift` of such pages.
  @inline(__always)
  func key(pairShift: UInt8) -> TLBKey {
    let size = PageSize(shift: size.shift &+ pairShift)
    return TLBKey(rawValue: gva.aligned(to: size).rawValue &<< 7 | UInt64(size.shift &- 11) | space)
  }
}
