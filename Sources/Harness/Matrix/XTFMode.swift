/// A paging mode of XTF's matrix. Without paging there is nothing to examine, so that mode is left out.
enum XTFMode: String, CaseIterable, Sendable {
  /// 32-bit paging with CR4.PSE = 0.
  case legacy = "32-bit"
  /// 32-bit paging with 4 MiB pages below 4 GiB.
  case legacyPSE = "32-bit, PSE"
  /// 32-bit paging with 4 MiB pages below 1 TiB.
  case legacyPSE36 = "32-bit, PSE-36"
  /// PAE paging.
  case pae = "PAE"
  /// 4-level paging.
  case long4 = "4 levels"
  /// 5-level paging, which XTF does not know.
  case long5 = "5 levels"

  /// Whether entries have 32 bits.
  var isLegacy: Bool { self == .legacy || self == .legacyPSE || self == .legacyPSE36 }

  /// Whether the mode has protection keys.
  var hasKeys: Bool { self == .long4 || self == .long5 }

  /// The levels of tables in memory. PAE's pointers are loaded with CR3 and are not among them.
  var levels: Int {
    switch self {
    case .long5: 5
    case .long4: 4
    default: 2
    }
  }

  /// The binary logarithm of the page that an entry at a level maps.
  func pageShift(at level: Int) -> Int { 12 + (isLegacy ? 10 : 9) * (level - 1) }

  /// MAXPHYADDR as far as a page's address in this mode goes.
  func addressBits(_ machine: MatrixMachine, isLarge: Bool) -> Int {
    guard isLegacy else { return Int(machine.maxPhysicalAddressBits) }
    return self == .legacyPSE36 && isLarge ? min(40, Int(machine.maxPhysicalAddressBits)) : 32
  }
}
