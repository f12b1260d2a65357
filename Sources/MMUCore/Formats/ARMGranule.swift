/// The size of a VMSAv8-64 table and of its smallest page, with what follows from it.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Translation granules" and "The Contiguous bit".
public protocol ARMGranule {
  /// The size of a page.
  static var pageSize: PageSize { get }
  /// How many bits of the address index one table.
  static var indexBits: UInt8 { get }
  /// The highest level that may map a block.
  static var highestBlockLevel: PageLevel { get }
  /// The binary logarithm of how many neighbours a contiguous bit joins.
  static func contiguousBits(at level: PageLevel) -> UInt8
}
