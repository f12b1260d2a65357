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
    self.init(
      hpa.aligned(to: size), size, permitted: translation.permitted,
      isWritable: translation.isDirty && !isHostReadOnly, isGlobal: translation.isGlobal)
  }

  /// The word of a page, or of a frame in it, of whose permitted accesses the stores count where it is writable.
  @inline(__always)
  init(_ page: HPA, _ size: PageSize, permitted: AccessClassSet, isWritable: Bool, isGlobal: Bool = false) {
    let classes = isWritable ? permitted : permitted.subtracting(.stores)
    rawValue =
      page.rawValue | UInt64(classes.rawValue) | UInt64(size.shift) &<< 52 | (isGlobal ? Self.globalBit : 0)
  }

  private static var globalBit: UInt64 { 1 &<< 58 }

  private static var frameMask: UInt64 { (1 &<< 52) &- (1 &<< 12) }

  /// The page's size.
  @inline(__always)
  var size: PageSize { PageSize(shift: UInt8(truncatingIfNeeded: rawValue &>> 52) & 63) }

  /// Whether the page belongs to every address space.
  @inline(__always)
  var isGlobal: Bool { rawValue & Self.globalBit != 0 }

  /// The key of the page at an address of a space.
  @inline(__always)
  func key(of gva: GVA, _ asid: ASID) -> TLBKey { TLBKey(gva, size, asid, isGlobal: isGlobal) }

  /// Whether a frame of the machine's is a part of the page.
  @inline(__always)
  func covers(_ frame: HFN) -> Bool {
    frame.address.aligned(to: size).rawValue == rawValue & Self.frameMask
  }

  /// Whether the page permits an access.
  @inline(__always)
  func permits(_ access: GuestAccess) -> Bool { UInt8(truncatingIfNeeded: rawValue) & access.asSet.rawValue != 0 }

  /// The host address of an address in the page.
  @inline(__always)
  func hpa(of gva: GVA) -> HPA {
    let offset = gva.rawValue & ((1 &<< ((rawValue &>> 52) & 63)) &- 1)
    return HPA(rawValue & Self.frameMask | offset)
  }

  /// The host address of an address in the frame that the word names.
  @inline(__always)
  func hpa(inFrame address: GPA) -> HPA { HPA(rawValue & Self.frameMask | address.offset(in: .kib4)) }

  /// The host address of an access to the page, or `nil` if it is not permitted.
  @inline(__always)
  func hpa(of gva: GVA, _ access: GuestAccess) -> HPA? { permits(access) ? hpa(of: gva) : nil }
}
