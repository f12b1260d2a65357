/// What a hardware TLB remembers of a page, in one word: where it lies, how large it is, and what it permits.
///
/// ```text
///  63 .. 59   58       57 .. 52   51 .. 12        11 .. 8   7 .. 0
///  0          global   shift      host frame      0         permitted classes of access
/// ```
struct TranslationWord: BitwiseCopyable {
  let rawValue: UInt64

  @inline(__always)
  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The word of a page; a store to a clean page must be walked, to mark it.
  @inline(__always)
  init<Space: AddressSpace>(_ translation: Translation<Space>, hpa: HPA, isHostReadOnly: Bool, size: PageSize) {
    var permitted = translation.permitted
    if isHostReadOnly || !translation.isDirty { permitted = permitted.subtracting(.stores) }
    rawValue =
      hpa.aligned(to: size).rawValue | UInt64(permitted.rawValue) | UInt64(size.shift) &<< 52
      | (translation.isGlobal ? Self.globalBit : 0)
  }

  private static var globalBit: UInt64 { 1 &<< 58 }

  private static var frameMask: UInt64 { (1 &<< 52) &- (1 &<< 12) }

  /// The page's size.
  @inline(__always)
  var size: PageSize { PageSize(shift: UInt8(truncatingIfNeeded: rawValue &>> 52) & 63) }

  /// Whether the page belongs to every address space.
  @inline(__always)
  var isGlobal: Bool { rawValue & Self.globalBit != 0 }

  /// Whether a frame of the machine's is a part of the page.
  @inline(__always)
  func covers(_ frame: HFN) -> Bool {
    frame.address.aligned(to: size).rawValue == rawValue & Self.frameMask
  }

  /// The host address of an access to the page, or `nil` if it is not permitted.
  @inline(__always)
  func hpa(of gva: GVA, _ access: GuestAccess) -> HPA? {
    guard UInt8(truncatingIfNeeded: rawValue) & access.asSet.rawValue != 0 else { return nil }
    let offset = gva.rawValue & ((1 &<< ((rawValue &>> 52) & 63)) &- 1)
    return HPA(rawValue & Self.frameMask | offset)
  }
}
