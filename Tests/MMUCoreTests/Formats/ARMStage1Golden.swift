import MMUCore
import Testing
import Workload

/// What the granules of a first stage have in common, for a path of 48 bits that a granule's own tests give by numbers.
///
/// Source: Arm ARM (DDI 0487), chapter D8: sections "Translation table descriptor formats", "Memory access control",
/// "Hardware management of the Access flag and dirty state".
struct ARMStage1Golden<Granule: ARMGranule>: Sendable {
  typealias Ladder = FormatLadder<ARMStage1Encoding<Granule>>

  /// An address of the lower range.
  let gva: GVA
  /// A page whose number ends as the address's does, so that it may be one of a contiguous group.
  let target: GPA
  /// Where the entries must lie, from the root to the leaf.
  let path: [UInt64]
  /// The binary logarithms of the sizes of pages and blocks by level.
  let shifts: [Int: UInt8]
  /// The same of contiguous groups.
  let groups: [Int: UInt8]

  private var pageShift: Int { Int(shifts[1] ?? 0) }
  private var top: Int { path.count }

  func rules(_ controls: ARMControls = .none, inputBits: UInt8 = 48, outputBits: UInt8 = 48) -> ARMRules {
    ARMRules(stage1: Granule.self, controls: controls, inputBits: inputBits, outputBits: outputBits)
  }

  func ladder(at level: Int = 1, _ attributes: PageAttributes = .userTouched) throws -> Ladder {
    try Ladder(gva, to: target, PageSize(shift: shifts[level] ?? 0), attributes, rules: rules())
  }

  /// AP[2:1] = 01, nothing forbids execution: EL0 reads, writes and executes, EL1 reads and writes.
  func page(at level: Int = 1) -> GuestTranslation {
    let size = PageSize(shift: shifts[level] ?? 0)
    return GuestTranslation(
      address: target.aligned(to: size).advanced(by: gva.offset(in: size)), pageSize: size,
      rights: .read | .write | .user | .userExecute, permitted: AccessClassSet(rawValue: 0b1101_1111), isDirty: true,
      isGlobal: true)
  }

  /// AP[2:1] = 11: what EL0 cannot write, EL1 may execute.
  private var readOnly: GuestTranslation { page().with(without: .write, also: .execute, permitted: 0b0110_1101) }
  private var withoutUXN: GuestTranslation { page().with(without: .userExecute, permitted: 0b1101_1011) }

  func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    #expect(ladder.path == path)
    ladder.expectFlips { bit, level in level == 1 ? leaf(bit, ladder) : table(bit, level, ladder) }
  }

  private func leaf(_ bit: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    case 0, 1: ladder.fault(.notPresent, 1)
    case 6: ladder.fault(.protection, 1)
    case 7: .mapped(readOnly)
    case 10: ladder.fault(.accessFlag, 1)
    case 11: .mapped(page().with(isGlobal: false))
    case pageShift...47: .mapped(page().flipping(bit))
    case 52: .mapped(page().with(pageSize: PageSize(shift: groups[1] ?? 0)))
    case 54: .mapped(withoutUXN)
    default: .mapped(page())  // attributes, shareability, RES0 address bits, DBM without HD, PXN beside AP[2:1] = 01
    }
  }

  private func table(_ bit: Int, _ level: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    case 0: ladder.fault(.notPresent, level)
    // A block, whose access flag is clear; or nothing, where the granule has no blocks.
    case 1: ladder.fault(shifts[level] == nil ? .notPresent : .accessFlag, level)
    case pageShift...47: ladder.lost(addressBit: bit, below: level)
    case 60: .mapped(withoutUXN)  // UXNTable
    case 61: ladder.fault(.protection, 1)  // APTable[0]
    case 62: .mapped(readOnly)  // APTable[1]
    default: .mapped(page())
    }
  }

  func blocksHaveTheirOffsetsAndIgnoreLowerAddressBits() throws {
    for (level, shift) in shifts where level > 1 {
      let ladder = try ladder(at: level)
      for bit in 12...47 {
        ladder.reset([level: { $0 ^ 1 << UInt64(bit) }])
        let expected = bit < Int(shift) ? page(at: level) : page(at: level).flipping(bit)
        #expect(ladder.walk() == .mapped(expected), "bit \(bit) at level \(level)")
      }
    }
  }

  func contiguousEntriesMapTheirGroup() throws {
    for (level, shift) in groups {
      // The group's pages follow one another: the descriptor of this one is that of its place in the group.
      let size = PageSize(shift: shift)
      let ladder = try ladder(at: level)
      let frame = PageSize(shift: shifts[level] ?? 0)
      let place = GVA(gva.offset(in: size)).aligned(to: frame).rawValue
      let start = target.aligned(to: size)
      ladder.reset([level: { $0 & 0xFFFF_0000_0000_0FFF | start.rawValue | place | 1 << 52 }])
      let expected = page(at: level).with(address: start.advanced(by: gva.offset(in: size)), pageSize: size)
      #expect(ladder.walk() == .mapped(expected), "level \(level)")
    }
  }

  /// IPS: a wider address faults at its own level, one in TTBR at Arm's level 0.
  func addressSizeFaults() throws {
    var ladder = try ladder()
    let narrow = rules(outputBits: 40)
    for (level, bit) in (1...top).flatMap({ level in (39...47).map { (level, $0) } }) {
      ladder.reset([level: { $0 ^ 1 << UInt64(bit) }])
      let isFault = ladder.walk(nil, narrow) == ladder.fault(.addressSize, level)
      #expect(isFault == (bit >= 40), "bit \(bit) at level \(level)")
      // Neither invalid descriptors nor what the access flag forbids are asked: validity comes first, the flag after.
      ladder.reset([level: { ($0 ^ 1 << UInt64(bit)) & ~1 }])
      #expect(ladder.walk(nil, narrow) == ladder.fault(.notPresent, level))
    }
    ladder.reset([1: { $0 & ~(1 << 10) | 1 << 40 }])
    #expect(ladder.walk(nil, narrow) == ladder.fault(.addressSize, 1))
    ladder.reset()
    ladder.root.lower = GPA(ladder.root.lower.rawValue | 1 << 40)
    #expect(ladder.walk(nil, narrow) == ladder.fault(.addressSize, 4))
  }

  func ranges() throws {
    let ladder = try ladder()
    for bit in 48..<64 {
      let wrong = GVA(gva.rawValue | 1 << UInt64(bit))
      #expect(ladder.walk(at: wrong) == ladder.fault(.nonCanonical, top), "bit \(bit)")
    }
    let upper = try Ladder(GVA(gva.rawValue | 0xFFFF << 48), to: target, rules: rules())
    let upperRoot = 0x10000 + UInt64(1) << UInt64(pageShift)
    upper.reset([1: { $0 | 1 << 10 }])
    #expect(upper.path == [path[0] - 0x10000 + upperRoot] + path.dropFirst())
    #expect(upper.walk() == .mapped(page()))
    #expect(upper.walk(at: gva) == upper.fault(.notPresent, top))
    // EPD1 and EPD0.
    #expect(upper.walk(nil, rules(.upperDisable)) == upper.fault(.nonCanonical, top))
    #expect(upper.walk(nil, rules(.lowerDisable)) == .mapped(page()))
    #expect(ladder.walk(nil, rules(.lowerDisable)) == ladder.fault(.nonCanonical, top))
    #expect(ladder.walk(nil, rules(.upperDisable)) == .mapped(page()))
  }

  func everything() throws {
    try everyBitOfEveryEntry()
    try blocksHaveTheirOffsetsAndIgnoreLowerAddressBits()
    try contiguousEntriesMapTheirGroup()
    try addressSizeFaults()
    try ranges()
  }
}
