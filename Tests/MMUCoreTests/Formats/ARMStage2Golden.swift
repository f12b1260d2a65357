import MMUCore
import Testing
import Workload

/// What the granules of a second stage have in common.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Translation table descriptor formats", "Stage 2 data accesses
/// permissions", "Stage 2 instruction execution permissions", "Hardware management of the Access flag and dirty state".
struct ARMStage2Golden<Granule: ARMGranule>: Sendable {
  typealias Ladder = FormatLadder<ARMStage2Encoding<Granule>>

  let gpa: GPA
  /// A page whose number ends as the address's does, so that it may be one of a contiguous group.
  let target: HPA
  /// Where the entries must lie, from the root to the leaf.
  let path: [UInt64]
  /// The binary logarithms of the sizes of pages and blocks by level.
  let shifts: [Int: UInt8]
  /// The same of contiguous groups.
  let groups: [Int: UInt8]

  private var pageShift: Int { Int(shifts[1] ?? 0) }
  private var load: GuestAccess { GuestAccess(.load, .supervisor) }
  private var store: GuestAccess { GuestAccess(.store, .supervisor) }

  func rules(_ controls: ARMControls = .none, outputBits: UInt8 = 48) -> ARMRules {
    ARMRules(stage2: Granule.self, controls: controls, outputBits: outputBits)
  }

  func ladder(at level: Int = 1, _ attributes: PageAttributes = .userTouched) throws -> Ladder {
    try Ladder(gpa, to: target, PageSize(shift: shifts[level] ?? 0), attributes, rules: rules(), access: load)
  }

  func page(at level: Int = 1) -> Translation<HostPhysical> {
    let size = PageSize(shift: shifts[level] ?? 0)
    return Translation(
      address: target.aligned(to: size).advanced(by: gpa.offset(in: size)), pageSize: size, rights: .all,
      permitted: .all, isDirty: true, isGlobal: false)
  }

  func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    #expect(ladder.path == path)
    ladder.expectFlips { bit, level in level == 1 ? leaf(bit, ladder) : table(bit, level, ladder) }
  }

  private func leaf(_ bit: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    case 0, 1: ladder.fault(.notPresent, 1)
    case 6: ladder.fault(.protection, 1)
    case 7: .mapped(page().with(without: .write, permitted: 0b0110_1101))
    case 10: ladder.fault(.accessFlag, 1)
    case pageShift...47: .mapped(page().flipping(bit))
    case 52: .mapped(page().with(pageSize: PageSize(shift: groups[1] ?? 0)))
    // XN[1]; XN[0], bit 53, is ignored without FEAT_XNX.
    case 54: .mapped(page().with(without: .anyExecute, permitted: 0b1101_1011))
    default: .mapped(page())
    }
  }

  /// Bits 63:59 restrict nothing in a second stage.
  private func table(_ bit: Int, _ level: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    case 0: ladder.fault(.notPresent, level)
    case 1: ladder.fault(shifts[level] == nil ? .notPresent : .accessFlag, level)
    case pageShift...47: ladder.lost(addressBit: bit, below: level)
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
      ladder.reset([level: { $0 | 1 << 52 }])
      #expect(try ladder.translation().pageSize.shift == groups[level])
    }
  }

  func executionByLevel() throws {
    let (ladder, rules) = (try ladder(), rules(.stage2ExecuteByLevel))
    let rows: [(UInt64, AccessRights, UInt8)] = [
      (0b00, .none, 0b1111_1111), (0b01, .execute, 0b1101_1111), (0b10, .anyExecute, 0b1101_1011),
      (0b11, .userExecute, 0b1111_1011),
    ]
    for (xn, lost, permitted) in rows {
      ladder.reset([1: { $0 | xn << 53 }])
      #expect(ladder.walk(nil, rules) == .mapped(page().with(without: lost, permitted: permitted)), "XN = \(xn)")
      let fetch = ladder.walk(GuestAccess(.fetch, .supervisor), rules)
      #expect((fetch == ladder.fault(.protection, 1)) == [1, 2].contains(xn), "XN = \(xn)")
    }
  }

  func marks() throws {
    let tables = [UInt64](repeating: 0, count: path.count - 1)
    let fresh = try ladder(at: 1, .userWritable)
    #expect(fresh.walk() == fresh.fault(.accessFlag, 1))
    #expect(fresh.marks(store, rules(.hardwareAccessFlag)) == tables + [1 << 10])
    // DBM makes S2AP[1] a dirty bit.
    let both = rules(.hardwareAccessFlag | .hardwareDirtyState)
    let clean: (UInt64) -> UInt64 = { $0 & ~(1 << 7) | 1 << 51 }
    let ladder = try ladder()
    ladder.reset([1: clean])
    #expect(ladder.walk(nil, both) == .mapped(page().with(isDirty: false)))
    #expect(ladder.marks(load, both) == tables + [0])
    #expect(ladder.marks(store, both) == tables + [1 << 7])
    ladder.reset([1: clean])
    #expect(ladder.walk(store, rules(.hardwareAccessFlag)) == ladder.fault(.protection, 1))
    #expect(ladder.marks(store) == tables + [0])
  }

  func addressSizeFaults() throws {
    var ladder = try ladder()
    let narrow = rules(outputBits: 40)
    for (level, bit) in (1...path.count).flatMap({ level in (39...47).map { (level, $0) } }) {
      ladder.reset([level: { $0 ^ 1 << UInt64(bit) }])
      let isFault = ladder.walk(nil, narrow) == ladder.fault(.addressSize, level)
      #expect(isFault == (bit >= 40), "bit \(bit) at level \(level)")
    }
    ladder.reset()
    ladder.root = HPA(ladder.root.rawValue | 1 << 40)
    #expect(ladder.walk(nil, narrow) == ladder.fault(.addressSize, 4))
    for bit in 48..<64 {
      #expect(ladder.walk(at: GPA(gpa.rawValue | 1 << UInt64(bit))) == ladder.fault(.nonCanonical, path.count))
    }
  }

  func everything() throws {
    try everyBitOfEveryEntry()
    try blocksHaveTheirOffsetsAndIgnoreLowerAddressBits()
    try executionByLevel()
    try marks()
    try addressSizeFaults()
  }
}
