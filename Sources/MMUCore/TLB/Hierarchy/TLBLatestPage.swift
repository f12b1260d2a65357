/// The page that a side's latest translation was in, if translating there once more changes nothing.
struct TLBLatestPage: BitwiseCopyable {
  private let mask: UInt64
  private let value: UInt64
  /// The number of the first-level TLB that has it.
  let array: Int

  /// No page.
  static var none: TLBLatestPage { TLBLatestPage(mask: 0, value: 1, array: 0) }

  private init(mask: UInt64, value: UInt64, array: Int) {
    self.mask = mask
    self.value = value
    self.array = array
  }

  /// The page of a translation.
  @inline(__always)
  init(_ translation: TLBTranslation, array: Int) {
    mask = ~translation.size.offsetMask &<< 7 | MemoryAccess.crossingBit
    value = translation.gva.aligned(to: translation.size).rawValue &<< 7
    self.array = array
  }

  /// Whether an access lies in it whole, and is no event.
  @inline(__always)
  func holds(_ access: MemoryAccess) -> Bool { access.rawValue & mask == value }
}
