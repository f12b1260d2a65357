/// The page sizes of an address space, region by region: 4 KiB where nothing else was said.
///
/// One word for each aligned 2 MiB, found by bits 47:21 of the address, so that an answer is one load:
///
/// ```text
///  63 ................. 32   31 .. 5        4 .. 0
///  64 KiB blocks in one       0         log2(size) − 12
/// ```
///
/// The caller's storage takes memory only where it is touched: it need not be filled, only zero.
public struct PageSizeMap: PageSizing, BitwiseCopyable {
  private let words: UnsafeMutablePointer<UInt64>

  /// How many 8-byte words a map takes: one for each 2 MiB of 48 bits of address.
  public static var wordCount: Int { 1 << 27 }

  /// The size of a coalesced block: sixteen pages of 4 KiB.
  ///
  /// Source: Arm ARM (DDI 0487), chapter D8, section "The Contiguous bit" (4 KiB granule, level 3: 16 adjacent entries);
  /// RISC-V Privileged Architecture, chapter "Svnapot" (napot_bits = 4: 64 KiB, the only size defined).
  public static var blockSize: PageSize { PageSize(shift: 16) }

  /// A map in the caller's storage, which is all zero.
  public init(words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(words.count >= Self.wordCount, "storage too small")
    self.words = words.baseAddress.unsafelyUnwrapped
  }

  /// The size of the page that holds an address.
  @inline(__always)
  public func pageSize(of gva: GVA) -> PageSize {
    let word = words[Self.index(of: gva)]
    let isInBlock = (word &>> (32 &+ ((gva.rawValue &>> 16) & 31))) & 1
    return PageSize(shift: UInt8(truncatingIfNeeded: 12 &+ (word & 31) &+ isInBlock &* 4))
  }

  /// Says that an aligned region of 2 MiB or more is one page.
  ///
  /// - Parameter size: at least 2 MiB.
  public func setPage(at gva: GVA, _ size: PageSize) {
    precondition(size >= .mib2, "smaller pages are blocks")
    let first = Self.index(of: gva.aligned(to: size))
    for index in first..<first &+ Int(truncatingIfNeeded: size.byteCount &>> 21) {
      words[index] = UInt64(size.shift &- 12)
    }
  }

  /// Says that an aligned 64 KiB of a region of small pages is one block.
  public func setBlock(at gva: GVA) { words[Self.index(of: gva)] |= 1 &<< (32 &+ ((gva.rawValue &>> 16) & 31)) }

  @inline(__always)
  private static func index(of gva: GVA) -> Int {
    Int(truncatingIfNeeded: (gva.rawValue &>> 21) & UInt64(wordCount &- 1))
  }
}
