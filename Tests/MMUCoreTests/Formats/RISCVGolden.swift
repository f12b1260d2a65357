import MMUCore
import Testing
import Workload

/// What the RISC-V formats have in common, for a path that a format's own suite gives by numbers.
///
/// Source: RISC-V Privileged Architecture 1.13, sections "Addressing and Memory Protection", "Virtual Address Translation
/// Process" and, for second stages, "Guest Physical Address Translation"; chapters "Svnapot", "Svpbmt", "Svadu".
struct RISCVGolden<Format: RISCVFormat>: Sendable where Format.Root == Address<Format.Output> {
  typealias Ladder = FormatLadder<RISCVEncoding<Format>>
  typealias Page = Translation<Format.Output>

  let address: Address<Format.Input>
  let target: UInt64
  /// Where the entries must lie, from the root to the leaf.
  let path: [UInt64]
  /// The binary logarithms of the sizes of pages, from level 1.
  let shifts: [UInt8]
  /// The last bit of an entry's PPN.
  let lastFrameBit: Int
  /// The rules of the stage.
  let rules: @Sendable (RISCVControls) -> RISCVRules

  var isSecondStage: Bool { Format.Input.kind == .guestPhysical }
  private var load: GuestAccess { GuestAccess(.load, .user) }
  private var store: GuestAccess { GuestAccess(.store, .user) }

  /// A path to a page of a level that grants everything, accessed and dirty, or fresh, under no controls.
  func ladder(at level: Int = 1, _ attributes: PageAttributes = .userTouched) throws -> Ladder {
    try Ladder(
      address, to: Address(target), PageSize(shift: shifts[level - 1]), attributes, rules: rules(.none), access: load)
  }

  /// What such a path comes to. Supervisors may not touch a user's page without SUM; to a second stage all are users.
  func page(at level: Int = 1) -> Page {
    let size = PageSize(shift: shifts[level - 1])
    return Page(
      address: Address(target).aligned(to: size).advanced(by: address.offset(in: size)), pageSize: size, rights: .all,
      permitted: AccessClassSet(rawValue: isSecondStage ? 0xFF : 0b111), isDirty: true, isGlobal: false)
  }

  private func permitted(first: UInt8, second: UInt8) -> UInt8 { isSecondStage ? second : first }

  func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    #expect(ladder.path == path)
    ladder.expectFlips { bit, level in level == 1 ? leaf(bit, ladder) : table(bit, level, ladder) }
  }

  private func leaf(_ bit: Int, _ ladder: Ladder) -> Ladder.Outcome {
    let readable = permitted(first: 0b101, second: 0b0110_1101)
    switch bit {
    case 0: return ladder.fault(.notPresent, 1)
    case 1: return ladder.fault(.reservedBit, 1)  // W without R
    case 2: return .mapped(page().with(without: .write, permitted: readable))
    case 3:
      return .mapped(page().with(without: .anyExecute, permitted: permitted(first: 0b011, second: 0b1101_1011)))
    case 4: return ladder.fault(.protection, 1)
    case 5: return .mapped(page().with(isGlobal: !isSecondStage))
    case 6: return ladder.fault(.accessFlag, 1)
    case 7: return .mapped(page().with(permitted: readable, isDirty: false))
    case 8, 9: return .mapped(page())
    case 10...lastFrameBit: return .mapped(page().flipping(bit + 2))
    default: return ladder.fault(.reservedBit, 1)
    }
  }

  /// R or X makes it a leaf, whose PPN is not aligned; W alone, A, D, U and everything above the PPN are reserved.
  private func table(_ bit: Int, _ level: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    case 0: return ladder.fault(.notPresent, level)
    case 5: return .mapped(page().with(isGlobal: !isSecondStage))
    case 8, 9: return .mapped(page())
    case 10...lastFrameBit: return ladder.lost(addressBit: bit + 2, below: level)
    default: return ladder.fault(.reservedBit, level)
    }
  }

  func superpagesMustBeAligned() throws {
    for level in 2...shifts.count {
      let ladder = try ladder(at: level)
      #expect(ladder.walk() == .mapped(page(at: level)))
      for bit in 10...lastFrameBit {
        ladder.reset([level: { $0 ^ 1 << UInt64(bit) }])
        let isMisaligned = bit + 2 < Int(shifts[level - 1])
        let expected = isMisaligned ? ladder.fault(.reservedBit, level) : .mapped(page(at: level).flipping(bit + 2))
        #expect(ladder.walk() == expected, "bit \(bit) at level \(level)")
      }
    }
  }

  func aPointerAtTheLowestLevelIsReserved() throws {
    let ladder = try ladder()
    ladder.reset([1: { $0 & ~0xFE }])
    #expect(ladder.walk() == ladder.fault(.reservedBit, 1))
  }

  func hardwareMarksTheLeafAlone() throws {
    let rules = rules(.hardwareAccessedDirty)
    for level in 1...shifts.count {
      let ladder = try ladder(at: level, .userWritable)
      let tables = [UInt64](repeating: 0, count: shifts.count - level)
      #expect(ladder.walk(load, rules) == .mapped(page(at: level).with(isDirty: false)))
      ladder.reset()
      #expect(ladder.marks(load, rules) == tables + [0x40])
      #expect(ladder.marks(store, rules) == tables + [0x80])
      ladder.reset()
      #expect(ladder.walk(store, rules) == .mapped(page(at: level)))
    }
  }

  func withoutHardwareMarksClearBitsFault() throws {
    let ladder = try ladder(.userWritable)
    #expect(ladder.marks(load) == path.map { _ in 0 })
    #expect(ladder.walk(load) == ladder.fault(.accessFlag, 1))
    #expect(ladder.walk(store) == ladder.fault(.accessFlag, 1))
    ladder.reset([1: { $0 | 0x40 }])
    #expect(ladder.marks(store) == path.map { _ in 0 })
    #expect(ladder.walk(store) == ladder.fault(.dirtyFlag, 1))
    #expect(try !ladder.translation(load).isDirty)
    // D alone does not help, and rights come first.
    ladder.reset([1: { $0 | 0x80 }])
    #expect(ladder.walk(store) == ladder.fault(.accessFlag, 1))
    ladder.reset([1: { $0 & ~4 }])
    #expect(ladder.walk(store) == ladder.fault(.protection, 1))
    #expect(ladder.walk(store, rules(.hardwareAccessedDirty)) == ladder.fault(.protection, 1))
    #expect(ladder.entry(at: 1) & 0xC0 == 0)
  }

  private func ladder(_ attributes: PageAttributes) throws -> Ladder { try ladder(at: 1, attributes) }

  /// Svnapot: N in a leaf of the lowest level whose PPN ends in 1000 makes 64 KiB; all else is reserved.
  func napotJoinsSixteenPages() throws {
    let (ladder, rules) = (try ladder(), rules(.napot))
    let size = PageSize(shift: 16)
    let start = Address<Format.Output>(target).aligned(to: size)
    let expected = page().with(address: start.advanced(by: address.offset(in: size)), pageSize: size)
    for ending in 0..<16 as Range<UInt64> {
      ladder.reset([1: { $0 & ~(0xF << 10) | ending << 10 | 1 << 63 }])
      #expect(ladder.walk(nil, rules) == (ending == 8 ? .mapped(expected) : ladder.fault(.reservedBit, 1)))
      #expect(ladder.walk() == ladder.fault(.reservedBit, 1), "there is no Svnapot")
    }
    for level in 2...shifts.count {
      for superpage in [try self.ladder(), try self.ladder(at: level)] {
        for ending in [0, 8] as [UInt64] {
          superpage.reset([level: { $0 & ~(0xF << 10) | ending << 10 | 1 << 63 }])
          #expect(superpage.walk(nil, rules) == superpage.fault(.reservedBit, level), "N at level \(level)")
        }
      }
    }
  }

  /// Svpbmt: type 3 is reserved, and so is every type in an entry that leads to a table.
  func memoryTypes() throws {
    let rules = rules(.pageBasedMemoryTypes)
    for level in 1...shifts.count {
      let (small, large) = (try ladder(), try ladder(at: level))
      for type in 0..<4 as Range<UInt64> {
        large.reset([level: { $0 | type << 61 }])
        let expected = type == 3 ? large.fault(.reservedBit, level) : .mapped(page(at: level))
        #expect(large.walk(nil, rules) == expected, "type \(type) at level \(level)")
        small.reset([level: { $0 | type << 61 }])
        let isReserved = small.walk(nil, rules) == small.fault(.reservedBit, level)
        #expect(isReserved == (type == 3 || type > 0 && level > 1), "type \(type) at level \(level)")
      }
    }
  }

  func reservedAddressBits(from first: Int) throws {
    let ladder = try ladder()
    for bit in first..<64 {
      let wrong = Address<Format.Input>(address.rawValue | 1 << UInt64(bit))
      #expect(ladder.walk(at: wrong) == ladder.fault(.nonCanonical, shifts.count), "bit \(bit)")
    }
  }

  /// Everything but what Sv32's short entries have no room for.
  func everything() throws {
    try everyBitOfEveryEntry()
    try superpagesMustBeAligned()
    try aPointerAtTheLowestLevelIsReserved()
    try hardwareMarksTheLeafAlone()
    try withoutHardwareMarksClearBitsFault()
  }

  /// The same with Svnapot and Svpbmt.
  func everythingOf64Bits() throws {
    try everything()
    try napotJoinsSixteenPages()
    try memoryTypes()
  }
}
