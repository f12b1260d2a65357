import MMUCore
import Testing

/// Every bit of an entry at every level. Intel SDM vol. 3A, section "4-Level Paging and 5-Level Paging", the tables of
/// entry formats.
@Suite struct X86Long4Tests {
  /// The golden outcome of flipping one bit of an entry that has P, W and U set.
  private func expectation(_ bit: Int, at level: Int) -> WalkOutcome<GuestPhysical>? {
    let here = PageLevel(UInt64(level))
    switch bit {
    case 0: return .fault(PageFault(.notPresent, at: here))
    case 2: return .fault(PageFault(.protection, at: .leaf))
    // PS: the table's address has bits that are reserved in a large page's entry; at level 4 PS itself is.
    case 7 where level > 1: return .fault(PageFault(.reservedBit, at: here))
    case 16...51 where level > 1: return .fault(PageFault(.tableOutsideMemory, at: here.below))
    default: return nil
    }
  }

  @Test func everyBitOfEveryEntryOnTheWayOfAUserLoad() throws {
    for level in 1...4 {
      for bit in 0..<64 where level == 1 || !(12...15).contains(bit) {
        let ladder = try Ladder()
        ladder.setEntry(ladder.entry(at: level) ^ 1 << UInt64(bit), at: level)
        if let expected = expectation(bit, at: level) {
          #expect(ladder.walk() == expected, "bit \(bit) at level \(level)")
        } else {
          try expectTranslation(of: ladder, flipped: bit, at: level)
        }
      }
    }
  }

  private func expectTranslation(of ladder: Ladder, flipped bit: Int, at level: Int) throws {
    let found = try ladder.translation()
    let comment = Comment("bit \(bit) at level \(level)")
    #expect(found.pageSize == .kib4, comment)
    #expect(found.rights.contains(.write) == (bit != 1), comment)
    #expect(found.rights.contains(.user), comment)
    #expect(found.rights.contains(.execute) == (bit != 63), comment)
    #expect(found.isDirty == (bit == 6 && level == 1), comment)
    #expect(found.isGlobal == (bit == 8 && level == 1), comment)
    let page = level == 1 && (12...51).contains(bit) ? Ladder.page ^ 1 << UInt64(bit) : Ladder.page
    #expect(found.address == GPA(page | 0x567), comment)
  }

  @Test func bitsFromMaxPhysicalAddressToFiftyOneAreReservedAtEveryLevel() throws {
    for maximum in 32...52 as ClosedRange<UInt8> {
      let rules = X86Rules(controls: .allSet, maxPhysicalAddressBits: maximum)
      for level in 1...4 {
        for bit in 32..<52 {
          let ladder = try Ladder()
          ladder.setEntry(ladder.entry(at: level) | 1 << UInt64(bit), at: level)
          let isReserved = ladder.walk(GuestAccess(.load, .user), rules) == reserved(level)
          #expect(isReserved == (bit >= maximum), "bit \(bit) at level \(level), MAXPHYADDR \(maximum)")
        }
      }
    }
  }

  private func reserved(_ level: Int) -> WalkOutcome<GuestPhysical> {
    .fault(PageFault(.reservedBit, at: PageLevel(UInt64(level))))
  }

  @Test(arguments: [2, 3]) func addressBitsBelowALargePageAreReservedButPAT(_ level: Int) throws {
    let lowest = level == 2 ? 21 : 30
    for bit in 12..<52 {
      let ladder = try Ladder()
      ladder.setLargePage(at: level)
      let base = try ladder.translation().address.rawValue
      ladder.setEntry(ladder.entry(at: level) ^ 1 << UInt64(bit), at: level)
      if (13..<lowest).contains(bit) {
        #expect(ladder.walk() == reserved(level), "bit \(bit) at level \(level)")
      } else {
        let expected = bit == 12 ? base : base ^ 1 << UInt64(bit)
        #expect(try ladder.translation().address == GPA(expected), "bit \(bit) at level \(level)")
      }
    }
  }

  @Test func largePagesTranslateWithTheirOwnOffsets() throws {
    let ladder = try Ladder()
    ladder.setLargePage(at: 2)
    #expect(try ladder.translation().address == GPA(0x4020_0000 | Ladder.gva.rawValue & 0x1F_FFFF))
    ladder.setLargePage(at: 3)
    #expect(try ladder.translation().address == GPA(0x8000_0000 | Ladder.gva.rawValue & 0x3FFF_FFFF))
    #expect(try ladder.translation().pageSize == .gib1)
  }

  @Test func gibibytePagesNeedAProcessorThatHasThem() throws {
    let ladder = try Ladder()
    let rules = X86Rules(controls: .allSet, has1GiBPages: false)
    ladder.setLargePage(at: 2)
    #expect(try ladder.translation(GuestAccess(.load, .user), rules).pageSize == .mib2)
    ladder.setLargePage(at: 3)
    #expect(ladder.walk(GuestAccess(.load, .user), rules) == reserved(3))
  }

  @Test func pageSizeAtTheRootIsReserved() throws {
    for address in [0, 0x2000, 0x8000_0000] as [UInt64] {
      let ladder = try Ladder()
      ladder.setEntry(address | 0b1000_0111, at: 4)
      #expect(ladder.walk() == reserved(4))
    }
  }

  @Test func withoutNXEBit63IsReserved() throws {
    let rules = X86Rules(controls: .writeProtect)
    for level in 1...4 {
      let ladder = try Ladder()
      ladder.setEntry(ladder.entry(at: level) | 1 << 63, at: level)
      #expect(ladder.walk(GuestAccess(.fetch, .user), rules) == reserved(level))
      #expect(ladder.walk(GuestAccess(.fetch, .user)) == .fault(PageFault(.protection, at: .leaf)))
      #expect(try ladder.translation().rights == .write | .user | .read)
    }
  }

  @Test func anAbsentEntryHasNoReservedBits() throws {
    let ladder = try Ladder()
    ladder.setEntry(~1, at: 2)
    let rules = X86Rules(controls: .none, maxPhysicalAddressBits: 36)
    #expect(ladder.walk(GuestAccess(.load, .user), rules) == .fault(PageFault(.notPresent, at: PageLevel(2))))
  }

  @Test func globalNeedsPGE() throws {
    let ladder = try Ladder()
    ladder.setEntry(ladder.entry(at: 1) | 1 << 8, at: 1)
    let rules = X86Rules(controls: .allSet, honoursGlobal: false)
    #expect(try ladder.translation().isGlobal)
    #expect(try !ladder.translation(GuestAccess(.load, .user), rules).isGlobal)
  }

  @Test func canonicalMeansBits63To47AreEqual() {
    let canonical: [UInt64] = [0, 0x7FFF_FFFF_FFFF, 0xFFFF_8000_0000_0000, .max]
    let others: [UInt64] = [0x8000_0000_0000, 0xFFFF_7FFF_FFFF_FFFF, 1 << 63, 0x0000_FFFF_FFFF_FFFF, 0x7FFF << 48]
    #expect(canonical.allSatisfy { X86Long4.isCanonical(GVA($0), .allControls) })
    #expect(!others.contains { X86Long4.isCanonical(GVA($0), .allControls) })
  }

  @Test func nonCanonicalAddressesAreNotWalked() throws {
    let ladder = try Ladder()
    var trace = GuestWalkTrace()
    for bit in 47..<64 {
      let gva = GVA(Ladder.gva.rawValue ^ 1 << UInt64(bit))
      let outcome = ladder.walker(.allControls).walk(gva, GuestAccess(.load, .user), observer: &trace)
      #expect(outcome == .fault(PageFault(.nonCanonical, at: PageLevel(4))))
    }
    #expect(trace.count == 0)
  }

  @Test func addressesOfTheUpperHalfIndexTheUpperHalfOfTheRoot() throws {
    let ladder = try Ladder()
    ladder.memory.store(ladder.entry(at: 4), at: GPA(ladder.root.rawValue + 356 * 8))
    let upper = GVA(Ladder.gva.rawValue | 1 << 47 | 0xFFFF << 48)
    let outcome = ladder.walker(.allControls).walk(upper, GuestAccess(.load, .user))
    guard case .mapped(let translation) = outcome else { throw Ladder.Missing(outcome: outcome) }
    #expect(translation.address == GPA(Ladder.page | 0x567))
  }
}
