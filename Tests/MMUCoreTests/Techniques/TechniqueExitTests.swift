import MMUCore
import Testing
import Workload

/// How often each operation of an operating system leaves the guest under each technique: the table of docs/TECHNIQUES.md,
/// exactly. The leaf table is in use already, and the kernel's map of it is in the TLB.
@Suite struct TechniqueExitTests {
  static let base = TechniqueGuest.base
  static let counts: [UInt64] = [1, 2, 8, 64, 500]

  /// A guest whose region has its last page mapped and touched; its other frames are known to a second stage if `isWarm`.
  private func guest(_ name: TechniqueName, isWarm: Bool = true, _ change: (inout MachineShape) -> Void = { _ in })
    throws
    -> TechniqueGuest
  {
    let guest = try TechniqueGuest(name.make(change))
    guest.set(guest.leaf(511), for: Self.base + 511 << 12)
    let other: UInt64 = 0x7000_0000_0000
    if isWarm { for page in 0..<1200 as Range<UInt64> { guest.set(guest.leaf(page), for: other + page << 12) } }
    guest.load()
    if isWarm { for page in 0..<1200 as Range<UInt64> { guest.touch(other + page << 12) } }
    guest.touch(Self.base + 511 << 12)
    let place = guest.place(Self.base + 510 << 12)
    guest.store(0, at: place)
    return guest
  }

  private func demandFaults(_ guest: TechniqueGuest, _ count: UInt64) -> UInt64 {
    guest.exits {
      for page in 0..<count {
        let gva = Self.base + page << 12
        #expect(guest.touch(gva) == .fault(PageFault(.notPresent, at: .leaf)))
        guest.machine.enterKernel(.pageFault)
        guest.store(guest.leaf(page), at: guest.place(gva))
        guest.machine.leaveKernel()
        guest.touch(gva)
      }
    }
  }

  @Test(arguments: counts) func demandFaultingPages(_ count: UInt64) throws {
    func exits(_ name: TechniqueName, isWarm: Bool = true) throws -> UInt64 {
      demandFaults(try guest(name, isWarm: isWarm), count)
    }
    #expect(try exits(.native) == 0)
    #expect(try exits(.nested) == 0)
    #expect(try exits(.nested, isWarm: false) == count)
    #expect(try exits(.writeProtect) == 3 * count)
    #expect(try exits(.unsync) <= 2 * count + 1)
    #expect(try exits(.unsync) >= 2 * count)
    #expect(try exits(.paravirtual) == 2 * count)
    #expect(try exits(.withoutSoftwareTLB) == 3 * count)
  }

  @Test(arguments: counts) func firstTouches(_ count: UInt64) throws {
    func exits(_ name: TechniqueName, isWarm: Bool = true) throws -> UInt64 {
      let guest = try TechniqueGuest(name.make())
      for page in 0..<count { guest.set(guest.leaf(page), for: Self.base + page << 12) }
      let other: UInt64 = 0x7000_0000_0000
      for page in 0..<count { guest.set(guest.leaf(page), for: other + page << 12) }
      guest.set(guest.leaf(511), for: Self.base + 511 << 12)
      guest.load()
      if isWarm { for page in 0..<count { guest.touch(other + page << 12) } }
      guest.touch(Self.base + 511 << 12)
      return guest.exits { for page in 0..<count { guest.touch(Self.base + page << 12) } }
    }
    #expect(try exits(.native) == 0)
    #expect(try exits(.nested) == 0)
    #expect(try exits(.nested, isWarm: false) == count)
    #expect(try exits(.writeProtect) == count)
    #expect(try exits(.unsync) == count)
    #expect(try exits(.paravirtual) == 0)
    #expect(try exits(.softwareTLB) == 3 * count)
    #expect(try exits(.withoutSoftwareTLB) == 3 * count)
  }

  /// Two pages take each other's place in a TLB of one entry; the monitor's software TLB holds both.
  @Test func aMissCostsThreeExitsOrOneByTheSoftwareTLB() throws {
    func exits(_ name: TechniqueName, rounds: UInt64) throws -> UInt64 {
      let guest = try guest(name, isWarm: false) { shape in
        shape.level1 = TLBGeometry(sets: 1, ways: 1)
        shape.level2 = TLBGeometry(sets: 1, ways: 1)
      }
      for page in 0..<2 as Range<UInt64> {
        guest.store(guest.leaf(page), at: guest.place(Self.base + page << 12))
        guest.touch(Self.base + page << 12)
      }
      return guest.exits {
        for _ in 0..<rounds { for page in 0..<2 as Range<UInt64> { guest.touch(Self.base + page << 12) } }
      }
    }
    for rounds in [1, 10, 100] as [UInt64] {
      #expect(try exits(.native, rounds: rounds) == 0)
      #expect(try exits(.withoutSoftwareTLB, rounds: rounds) == 3 * 2 * rounds)
      #expect(try exits(.softwareTLB, rounds: rounds) == 2 * rounds)
    }
  }

  /// 3 − 2h exits a miss, where h is the software TLB's hit ratio.
  @Test func theSoftwareTLBsHitRatioSaysTheExits() throws {
    let guest = try guest(.softwareTLB, isWarm: false) { shape in
      shape.level1 = TLBGeometry(sets: 1, ways: 1)
      shape.level2 = TLBGeometry(sets: 1, ways: 4)
      shape.softwareTLB = TLBGeometry(sets: 4, ways: 4)
    }
    for page in 0..<64 as Range<UInt64> { guest.store(guest.leaf(page), at: guest.place(Self.base + page << 12)) }
    let before = guest.machine.counters
    var state: UInt64 = 1
    for _ in 0..<5000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      guest.touch(Self.base + (state >> 58) << 12)
    }
    let after = guest.machine.counters
    let hits = after.softwareHits - before.softwareHits
    let misses = after.tlbMisses - before.tlbMisses
    #expect(hits > 500 && hits < misses)
    #expect(after.exits.total - before.exits.total == 3 * misses - 2 * hits)
  }

  @Test func firstWriteAfterAReadOnlyFill() throws {
    func exits(_ name: TechniqueName) throws -> UInt64 {
      let guest = try guest(name)
      guest.store(guest.leaf(7, 0x27), at: guest.place(Self.base))
      guest.touch(Self.base, .load)
      return guest.exits { guest.touch(Self.base, .store) }
    }
    // Agile paging's exits depend on where it switches.
    for name in TechniqueName.allCases where name != .agile {
      let isFree = [.native, .nested, .paravirtual].contains(name)
      #expect(try exits(name) == (isFree ? 0 : 1), "\(name)")
    }
  }

  @Test(arguments: counts) func fillingATableThatNothingLeadsTo(_ count: UInt64) throws {
    func exits(_ name: TechniqueName) throws -> UInt64 {
      let guest = try guest(name)
      let table = guest.newTable()
      guest.store(0, at: table)
      return guest.exits {
        for number in 0..<min(count, 500) { guest.store(guest.leaf(number), at: table + number * 8) }
      }
    }
    for name in TechniqueName.allCases { #expect(try exits(name) == 0, "\(name)") }
  }

  @Test(arguments: counts) func changingALiveLeafTable(_ count: UInt64) throws {
    func spent(_ name: TechniqueName, byPage: Bool = false) throws -> ExitCounts {
      let guest = try guest(name)
      for page in 0..<count {
        guest.store(guest.leaf(page), at: guest.place(Self.base + page << 12))
        guest.touch(Self.base + page << 12)
      }
      guest.machine.flushSpace(ASID(0))
      let before = guest.machine.counters.exits
      guest.machine.beginUpdates()
      for page in 0..<count { guest.store(guest.leaf(page, 0x65), at: guest.place(Self.base + page << 12)) }
      guest.machine.endUpdates()
      if byPage {
        for page in 0..<count { guest.machine.invalidate(GVA(Self.base + page << 12)) }
      } else {
        guest.machine.flushSpace(ASID(0))
      }
      return guest.machine.counters.exits.since(before)
    }
    #expect(try spent(.native).total == 0)
    #expect(try spent(.nested).total == 0)
    #expect(try spent(.writeProtect).total == count + 1)
    #expect(try spent(.unsync).total == 2)
    #expect(try spent(.paravirtual)[.hypercall] == (count + 2047) / 2048)
    #expect(try spent(.withoutSoftwareTLB, byPage: true).total == count)
  }

  @Test func invalidatingAPage() throws {
    for name in TechniqueName.allCases {
      let guest = try guest(name)
      // Agile paging's shadows are always in step, so that the guest may drop what the TLB has by itself.
      let isFree = name == .native || name == .nested || name == .agile
      #expect(guest.exits { guest.machine.invalidate(GVA(Self.base + 511 << 12)) } == (isFree ? 0 : 1), "\(name)")
    }
  }

  @Test func loadingARoot() throws {
    for name in TechniqueName.allCases {
      let guest = try guest(name)
      let isFree = name == .native || name == .nested
      #expect(guest.exits { guest.load(keeps: true) } == (isFree ? 0 : 1), "\(name)")
    }
  }

  @Test func aSystemCall() throws {
    for name in TechniqueName.allCases {
      let guest = try guest(name)
      let trapsTwice = name == .softwareTLB || name == .withoutSoftwareTLB
      let exits = guest.exits {
        guest.machine.enterKernel(.systemCall)
        guest.machine.leaveKernel()
      }
      #expect(exits == (trapsTwice ? 2 : 0), "\(name)")
    }
  }

  /// The parent's pages lose their right to be written, and the child, whose table is live too, gets the same entries.
  @Test(arguments: [1, 64, 500] as [UInt64]) func markingPagesAtAFork(_ count: UInt64) throws {
    func spent(_ name: TechniqueName) throws -> ExitCounts {
      let guest = try guest(name)
      for page in 0..<count {
        guest.store(guest.leaf(page), at: guest.place(Self.base + page << 12))
        guest.touch(Self.base + page << 12)
      }
      let child: UInt64 = 0x5000_0000
      guest.set(0, for: child)
      guest.store(guest.leaf(600), at: guest.place(child + 511 << 12))
      guest.touch(child + 511 << 12)
      guest.machine.flushSpace(ASID(0))
      let before = guest.machine.counters.exits
      guest.machine.beginUpdates()
      for page in 0..<count {
        guest.store(guest.leaf(page, 0x65), at: guest.place(Self.base + page << 12))
        guest.store(guest.leaf(page, 0x65), at: guest.place(child + page << 12))
      }
      guest.machine.endUpdates()
      guest.machine.flushSpace(ASID(0))
      return guest.machine.counters.exits.since(before)
    }
    #expect(try spent(.native).total == 0)
    #expect(try spent(.nested).total == 0)
    #expect(try spent(.writeProtect).total == 2 * count + 1)
    #expect(try spent(.unsync).total <= 2 + 1)
    #expect(try spent(.paravirtual)[.hypercall] == (2 * count + 2047) / 2048)
    #expect(try spent(.withoutSoftwareTLB).total == 1)
  }
}

extension ExitCounts {
  fileprivate func since(_ before: ExitCounts) -> ExitCounts {
    var difference = ExitCounts()
    for code in 0..<16 as Range<UInt8> {
      guard let cause = ExitCause(rawValue: code) else { continue }
      difference[cause] = self[cause] - before[cause]
    }
    return difference
  }
}
