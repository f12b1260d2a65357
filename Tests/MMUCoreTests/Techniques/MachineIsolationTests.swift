import MMUCore
import Testing
import Workload

/// Two machines never see each other's memory: attempts by frames that went from one to the other, by translations that outlived
/// them, and by entries that name what is not the guest's.
@Suite struct MachineIsolationTests {
  private static let base = TechniqueGuest.base
  private static let other = HostedGuests.other
  private static let pages = HostedGuests.pages
  private static let techniques = MachineTechnique.allCases

  @Test(arguments: techniques) func framesGivenBackBringNothingAlong(_ technique: MachineTechnique) throws {
    let guests = try HostedGuests(technique)
    for page in 0..<Self.pages {
      for place in [Self.base, Self.other] { #expect(guests.content(0, place + page << 12, .store) != 0) }
    }
    let places = (0..<Self.pages).map { guests.map(0).place(of: guests.frame($0)) }
    let owner = guests.guests[0]
    if technique == .paravirtual {
      for page in 0..<Self.pages {
        #expect(!owner.machine.giveBack(guests.frame(page)), "mapped for stores")
        for place in [Self.base, Self.other] {
          owner.store(owner.leaf(page, 0x65), at: owner.place(place + page << 12))
        }
      }
    }
    for page in 0..<Self.pages { #expect(owner.machine.giveBack(guests.frame(page))) }
    for page in 0..<Self.pages { #expect(guests.content(1, Self.base + page << 12, .load) == 0) }
    #expect(
      Set((0..<Self.pages).map { guests.map(1).place(of: guests.frame($0)).rawValue }) == Set(places.map(\.rawValue)))
    for page in 0..<Self.pages {
      let secret = guests.content(1, Self.base + page << 12, .store)
      for place in [Self.base, Self.other] {
        for kind in [AccessKind.load, .store] where technique != .paravirtual || kind == .load {
          #expect(owner.touch(place + page << 12, kind) == .device(guests.frame(page).address))
        }
      }
      #expect(guests.content(1, Self.other + page << 12, .load) == secret)
    }
    for page in 0..<Self.pages {
      #expect(owner.machine.takeBack(guests.frame(page)))
      #expect(guests.content(0, Self.base + page << 12, .load) == 0)
    }
  }

  @Test(arguments: techniques) func framesPagedOutComeBackElsewhere(_ technique: MachineTechnique) throws {
    let guests = try HostedGuests(technique)
    for page in 0..<Self.pages {
      for place in [Self.base, Self.other] { _ = guests.content(0, place + page << 12, .store) }
    }
    let contents = (0..<Self.pages).map { guests.content(0, Self.base + $0 << 12, .load) }
    let places = (0..<Self.pages).map { guests.map(0).place(of: guests.frame($0)) }
    for page in 0..<Self.pages { guests.pageOut(page, of: 0) }
    for page in 0..<Self.pages { #expect(guests.content(1, Self.base + page << 12, .store) != 0) }
    for page in 0..<Self.pages { #expect(places.contains(guests.map(1).place(of: guests.frame(page)))) }
    for page in 0..<Self.pages {
      #expect(guests.content(0, Self.other + page << 12, .load) == contents[Int(page)])
      #expect(guests.content(0, Self.base + page << 12, .load) == contents[Int(page)])
      #expect(!places.contains(guests.map(0).place(of: guests.frame(page))))
    }
    #expect(guests.map(0).counters.pagedIn == Self.pages)
  }

  @Test(arguments: techniques) func aStoreToASharedFrameIsNobodyElses(_ technique: MachineTechnique) throws {
    let guests = try HostedGuests(technique)
    for number in [0, 1] {
      for place in [Self.base, Self.other] { #expect(guests.content(number, place, .load) == 0) }
    }
    for _ in 0..<2 { guests.host.mergeEqualFrames() }
    #expect(guests.map(0).place(of: guests.frame(0)) == guests.map(1).place(of: guests.frame(0)))
    for number in [0, 1] {
      for place in [Self.base, Self.other] { #expect(guests.content(number, place, .load) == 0) }
    }
    let secret = guests.content(1, Self.base, .store)
    #expect(secret != 0)
    for place in [Self.base, Self.other] {
      #expect(guests.content(0, place, .load) == 0)
      #expect(guests.content(1, place, .load) == secret)
    }
    #expect(guests.map(1).counters.copied == 1)
    // The last one that reads it needs no copy.
    #expect(guests.content(0, Self.other, .store) != 0)
    #expect(guests.map(0).counters.copied == 0)
    #expect(guests.content(1, Self.other, .load) == secret)
  }

  /// Frames beyond the guest's memory, and those that it gave back: a para-virtual monitor refuses the entries, others reach nothing.
  @Test(arguments: techniques) func forgedEntriesReachNothing(_ technique: MachineTechnique) throws {
    let guests = try HostedGuests(technique)
    let spy = guests.guests[1]
    for page in 0..<Self.pages { _ = guests.content(0, Self.base + page << 12, .store) }
    #expect(spy.machine.giveBack(guests.frame(100)))
    let names: [UInt64] =
      [1 << 10, 1 << 36, (1 << 36) + 1, 100].map { spy.leaf($0, 0) } + [1 << 22, 1 << 45].map { $0 as UInt64 }
      + (0..<Self.pages).map { guests.map(0).place(of: guests.frame($0)).address.rawValue }
    for name in names {
      for bits in [0x67, 0x65] as [UInt64] {
        let place = spy.place(Self.base + 9 << 12)
        let stored = spy.machine.storeEntry(name | bits, at: GPA(place), by: GVA(TechniqueGuest.directMap + place))
        if technique == .paravirtual {
          #expect(stored == .device(GPA(place)), "\(String(name, radix: 16))")
        } else {
          spy.machine.invalidate(GVA(Self.base + 9 << 12))
          for kind in [AccessKind.load, .store] where kind == .load || bits & 2 != 0 {
            #expect(spy.touch(Self.base + 9 << 12, kind) == .device(GPA(name)), "\(String(name, radix: 16))")
          }
        }
      }
    }
    for page in 0..<Self.pages { #expect(guests.content(0, Self.base + page << 12, .load) != 0) }
  }

  /// What is forged before anybody looks is found when the tables come into use.
  @Test func forgedTablesAreRefusedWhole() throws {
    for name in [1 << 10, 100] as [UInt64] {
      for bits in [0x67, 0x65, 0xE7] as [UInt64] {
        let guests = try HostedGuests(.paravirtual)
        let spy = guests.guests[1]
        #expect(spy.machine.giveBack(guests.frame(100)))
        let root = spy.newTable()
        let gva = bits & 0x80 == 0 ? Self.base : 0x4000_0000_0000
        if bits & 0x80 == 0 {
          spy.set(spy.leaf(name, bits), for: gva, in: root)
        } else {
          spy.write(spy.leaf(0, 0) + name << 12 & ~0x1F_FFFF | bits, at: spy.place(gva, in: root, level: 2))
        }
        #expect(!spy.machine.willUse(root: GPA(root)), "\(name), \(bits)")
      }
    }
  }

  /// A frame that a para-virtual guest uses as a table, or may store to, is not taken back from it.
  @Test func framesInUseStay() throws {
    let guests = try HostedGuests(.paravirtual)
    let guest = guests.guests[0]
    #expect(!guest.machine.giveBack(GFN(0)))
    #expect(!guest.machine.giveBack(GPA(guest.place(Self.base)).frame))
    #expect(!guest.machine.giveBack(guests.frame(0)))
    #expect(guest.machine.giveBack(guests.frame(Self.pages)))
    #expect(!guest.machine.giveBack(guests.frame(Self.pages)), "given already")
    #expect(!guest.machine.takeBack(guests.frame(Self.pages + 1)), "never given")
  }
}
