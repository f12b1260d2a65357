import MMUCore

/// A page of an address space in one word: the number of the space above the number of the page.
///
/// ```text
///  63 ........ 45   44 ..................... 0
///  space            bits 56 to 12 of an address (fewer, for larger pages)
/// ```
enum PageKey {
  /// How far the number of the space is shifted.
  static var spaceShift: UInt64 { 45 }
  /// The bits of the page number.
  static var pageMask: UInt64 { 1 &<< spaceShift &- 1 }
  /// What no page has: the last space is never given out.
  static var none: UInt64 { ~0 }
  /// How many spaces there are; any further ones share the last.
  static var maximumSpaces: UInt64 { 1 &<< 19 &- 1 }

  /// The first address of a page.
  static func address(_ key: UInt64, _ size: PageSize) -> GVA {
    // Addresses are canonical for 57 bits.
    let shifted = (key & pageMask) &<< (UInt64(size.shift) &+ 7)
    return GVA(UInt64(bitPattern: Int64(bitPattern: shifted) &>> 7))
  }

  /// The number of a page's address space.
  static func space(_ key: UInt64) -> UInt64 { key &>> spaceShift }
}
