import MMUCore

/// What the size of the granule decides. Levels are numbered as the manual numbers them: 0 to 3, pages at 3.
///
/// Source: Arm ARM (DDI 0487), section D8.2 "Translation process", tables of the 4 KB, 16 KB and 64 KB granules.
struct ReferenceARMGranule {
  /// 12, 14 or 16.
  let bits: Int

  /// Index bits a level: a table fills a granule with 8-byte descriptors.
  var stride: Int { bits - 3 }

  /// The number of address bits that an entry at a level leaves untranslated.
  func shift(at level: Int) -> Int { bits + stride * (3 - level) }

  /// S1StartLevel(): 3 − (iasize − 1 − granulebits) DIV stride.
  func startLevel(inputBits: Int) -> Int { 3 - (inputBits - 1 - bits) / stride }

  /// Whether a block may be at a level, addresses having 48 bits.
  func allowsBlock(at level: Int) -> Bool { bits == 12 ? level == 1 || level == 2 : level == 2 }

  /// How many entries the Contiguous bit joins, as a power of two.
  func contiguousBits(at level: Int) -> Int {
    switch bits {
    case 12: 4
    case 14: level == 3 ? 7 : 5
    default: 5
    }
  }
}
