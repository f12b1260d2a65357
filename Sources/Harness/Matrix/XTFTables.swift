import MMUCore

/// The path of XTF's matrix: a table a level, and one entry that varies.
struct XTFTables: Sendable {
  let mode: XTFMode
  let machine: MatrixMachine

  /// The one address: in the upper half where there is one, and not the first byte of anything.
  var gva: GVA {
    switch mode {
    case .long4, .long5: GVA(0xFFFF_9234_4060_3ABC)
    default: GVA(0xC060_3ABC)
    }
  }

  /// The tables and nothing else: pages are not touched.
  static let frameCount = 8

  /// The address of a level's table.
  func table(at level: Int) -> UInt64 { UInt64(level) << 12 }

  /// Where the entry for the address lies at a level.
  func place(at level: Int) -> UInt64 {
    let bits: UInt64 = mode.isLegacy ? 10 : 9
    let index = gva.rawValue >> UInt64(mode.pageShift(at: level)) & (1 << bits - 1)
    return table(at: level) + index * (mode.isLegacy ? 4 : 8)
  }

  /// The level at which a path through an entry ends, absence and errors aside.
  private func leafLevel(_ entry: XTFEntry) -> Int { entry.isLeaf ? entry.level : 1 }

  /// All entries of a path, from the root down. Below a large page the tables stand as if it were none.
  func path(_ entry: XTFEntry) -> [MatrixEntry] {
    (1...mode.levels).reversed().map { level in
      let isEnd = level == (level >= entry.level ? leafLevel(entry) : 1)
      let address = isEnd ? pageBits(entry, at: level) : table(at: level - 1)
      let flags: UInt64
      if level == entry.level {
        flags = entry.rights | entry.bit | (entry.hasPageSize ? 1 << 7 : 0)
      } else {
        flags = 0b111
      }
      return MatrixEntry(place: place(at: level), value: address | flags)
    }
  }

  /// The page's address as an entry holds it: 4 MiB pages keep bits 39:32 in bits 20:13.
  private func pageBits(_ entry: XTFEntry, at level: Int) -> UInt64 {
    let page = entry.page & ~(1 << UInt64(mode.pageShift(at: level)) - 1)
    guard mode.isLegacy else { return page }
    if level == 1 { return page & 0xFFFF_F000 }
    return entry.page & 0xFFC0_0000 | (entry.page >> 32) << 13
  }

  /// The variations: each level, each form, two pages, eight rights, and each bit that may make a difference there.
  var entries: [XTFEntry] {
    (1...mode.levels).flatMap { level in
      [false, true].filter { level > 1 || !$0 }.flatMap { entries(at: level, hasPageSize: $0) }
    }
  }

  private func entries(at level: Int, hasPageSize: Bool) -> [XTFEntry] {
    // An entry with PS that may not have it is one that leads to no table: only its rights and the error count.
    let isLeaf = level == 1 || (hasPageSize && mode != .legacy)
    let isLarge = isLeaf && level > 1
    let pages: [UInt64] = [1 << 30, (1 << UInt64(mode.addressBits(machine, isLarge: isLarge))) - 1]
    let shift = UInt64(mode.pageShift(at: isLeaf ? level : 1))
    return pages.flatMap { page in
      bits(at: level, isLeaf: isLeaf, isLarge: isLarge).flatMap { bit in
        (0..<8).map { rights in
          XTFEntry(
            level: level, hasPageSize: hasPageSize, isLeaf: isLeaf, rights: rights, bit: bit,
            page: (page >> shift) << shift)
        }
      }
    }
  }

  /// None, G, two bits below a large page's address, the lowest bit that no address has, 51, 52, a protection key, NX.
  private func bits(at level: Int, isLeaf: Bool, isLarge: Bool) -> [UInt64] {
    var bits: [UInt64] = [0, 1 << 8]
    if isLarge { bits += [1 << 13, 1 << UInt64(mode.pageShift(at: level) - 1)] }
    if mode.isLegacy { return bits }
    bits += [1 << UInt64(machine.maxPhysicalAddressBits), 1 << 51, 1 << 52, XTFControls.key << 59, 1 << 63]
    // With 52 bits of address, bit 51 of an entry that leads to a table puts the table outside any memory.
    if !isLeaf && machine.maxPhysicalAddressBits == 52 { bits.removeAll { $0 == 1 << 51 } }
    return bits.enumerated().filter { bits.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }
}
