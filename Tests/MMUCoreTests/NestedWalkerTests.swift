import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3C, sections "EPT-Induced VM Exits" and "Accessed and Dirty Flags for EPT"; AMD APM vol. 2, "Nested versus
/// Guest Page Faults, Fault Ordering"; RISC-V Privileged Architecture 1.13, section "Two-Stage Address Translation".
@Suite struct NestedWalkerTests {
  private typealias OnEPT = NestedLadder<X86Long4Encoding, EPTEncoding>
  private typealias OnNPT = NestedLadder<X86Long4Encoding, NPTEncoding>
  private typealias RISCV = NestedLadder<RISCVEncoding<RISCVSv39>, RISCVEncoding<RISCVSv39x4>>
  private static let top: UInt64 = 100 << 9 | 201
  private static let load = GuestAccess(.load, .user)
  private static let store = GuestAccess(.store, .user)
  private static let pages = EPTControls.mib2Pages | .gib1Pages
  /// The guest's entries, from the root to the leaf: 0x1234_5678 is 145 of 2 MiB and 325 of 4 KiB.
  private static let path = tablePath((0x10000, 100), (0x11000, 201), (0x12000, 145), (0x13000, 325)).map { GPA($0) }

  private func onEPT(_ controls: EPTControls = .none, guest: X86Rules = .allControls) throws -> OnEPT {
    try OnEPT(Self.top, guest: guest, host: EPT.Rules(controls: Self.pages | controls))
  }

  private func onNPT() throws -> OnNPT {
    try OnNPT(Self.top, guest: .allControls, host: NPT.rules(controls: .allSet))
  }

  private func fault(
    _ reason: PageFault.Reason, at gpa: GPA, _ cause: SecondStageFault.Cause, rights: AccessRights = .none
  ) -> NestedWalkOutcome {
    .hostFault(SecondStageFault(PageFault(reason, at: .leaf), gpa: gpa, cause: cause, rights: rights))
  }

  @Test func bothTranslationsAreTold() throws {
    let ladder = try onEPT()
    #expect(ladder.guestPath() == Self.path)
    let guest = GuestTranslation(
      address: GPA(0x5234_5678), pageSize: .kib4, rights: .all, permitted: AccessClassSet(rawValue: 0b1100_0111),
      isDirty: false, isGlobal: false)
    let host = Translation<HostPhysical>(
      address: HPA(0x9234_5678), pageSize: .kib4, rights: .all, permitted: .all, isDirty: true, isGlobal: false)
    #expect(ladder.walk() == .mapped(NestedTranslation(guest: guest, host: host)))
  }

  @Test func aGuestsFaultIsTheGuestsOwn() throws {
    for (index, place) in Self.path.enumerated() {
      let ladder = try onEPT()
      let level = PageLevel(UInt64(4 - index))
      let entry = ladder.guest.load(at: place) ?? 0
      ladder.guest.store(entry & ~1, at: place)
      #expect(ladder.walk() == .guestFault(PageFault(.notPresent, at: level)))
      ladder.guest.store(entry & ~4, at: place)
      #expect(ladder.walk() == .guestFault(PageFault(.protection, at: .leaf)))
    }
    let ladder = try onEPT()
    let nonCanonical = ladder.walker.walk(GVA(1 << 60), Self.load)
    #expect(nonCanonical == .guestFault(PageFault(.nonCanonical, at: PageLevel(4))))
  }

  @Test func aGuestsFaultComesBeforeOneOfThePageItself() throws {
    let ladder = try onEPT()
    ladder.changeHostLeaf(of: OnEPT.data) { _ in 0 }
    let leaf = ladder.guest.load(at: Self.path[3]) ?? 0
    ladder.guest.store(leaf & ~2, at: Self.path[3])
    #expect(ladder.walk(Self.store) == .guestFault(PageFault(.protection, at: .leaf)))
    #expect(ladder.walk() == fault(.notPresent, at: OnEPT.data, .access))
  }

  @Test func aTableThatTheHostDoesNotMapIsTheHostsFault() throws {
    for place in Self.path {
      let ladder = try onEPT()
      ladder.changeHostLeaf(of: place) { _ in 0 }
      #expect(ladder.walk() == fault(.notPresent, at: place, .tableRead), "\(place)")
      ladder.changeHostLeaf(of: place) { _ in 2 }
      #expect(ladder.walk() == fault(.reservedBit, at: place, .tableRead), "writable and not readable at \(place)")
    }
  }

  /// A guest's entry that leads out of what the host maps: the address there, index included.
  @Test func aTableOutsideTheGuestsMemoryIsTheHostsFault() throws {
    let ladder = try onEPT()
    ladder.guest.store(0x7_0000_0027, at: Self.path[0])
    let gpa = GPA(0x7_0000_0000 + 201 * 8)
    let missing = PageFault(.notPresent, at: PageLevel(3))
    #expect(ladder.walk() == .hostFault(SecondStageFault(missing, gpa: gpa, cause: .tableRead, rights: .none)))
  }

  @Test func aMarkInAPageThatMayNotBeWrittenIsATableWrite() throws {
    for place in Self.path {
      let ladder = try onEPT()
      ladder.changeHostLeaf(of: place) { $0 & ~2 }
      let entry = ladder.guest.load(at: place) ?? 0
      let readOnly = AccessRights.all.subtracting(.write)
      #expect(ladder.walk() == fault(.protection, at: place, .tableWrite, rights: readOnly), "\(place)")
      #expect(ladder.guest.load(at: place) == entry)
      ladder.guest.store(entry | 0x20, at: place)
      #expect(try ladder.references() == 24, "accessed already: nothing is written at \(place)")
    }
    let ladder = try onEPT()
    ladder.changeHostLeaf(of: Self.path[3]) { $0 & ~2 }
    ladder.guest.store((ladder.guest.load(at: Self.path[3]) ?? 0) | 0x20, at: Self.path[3])
    #expect(try ladder.hostFault(Self.store).cause == .tableWrite, "the dirty bit")
    #expect(try ladder.references() == 24)
  }

  @Test func theAccessItselfNeedsTheHostsRights() throws {
    let ladder = try onEPT()
    let readOnly = AccessRights.all.subtracting(.write)
    ladder.changeHostLeaf(of: OnEPT.data) { $0 & ~2 }
    #expect(ladder.walk(Self.store) == fault(.protection, at: OnEPT.data, .access, rights: readOnly))
    #expect(try ladder.references() == 24)
    ladder.changeHostLeaf(of: OnEPT.data) { $0 & ~4 }
    let fetch = GuestAccess(.fetch, .user)
    #expect(ladder.walk(fetch) == fault(.protection, at: OnEPT.data, .access, rights: .read | .user))
  }

  @Test func marksOfTheGuestAppearInTheMachine() throws {
    let ladder = try onEPT()
    _ = ladder.walk(Self.store)
    for (place, mark) in zip([0x4001_0320, 0x4001_1648, 0x4001_2488, 0x4001_3A28], [0x27, 0x27, 0x27, 0x67]) {
      #expect((ladder.machine.load(at: HPA(UInt64(place))) ?? 0) & 0xFFF == mark, "\(place)")
    }
  }

  /// The second stage's leaves for the guest's tables and for its page, and the entries above them.
  private func flags<Host>(_ ladder: NestedLadder<X86Long4Encoding, Host>, _ mask: UInt64) -> [Set<UInt64>] {
    let tables = Self.path.map { ladder.hostPath($0).map { $0.entry & mask } }
    let data = ladder.hostPath(NestedLadder<X86Long4Encoding, Host>.data).map { $0.entry & mask }
    return [
      Set(tables.compactMap(\.last)), Set(tables.flatMap { $0.dropLast() }), Set(data.suffix(1)), Set(data.dropLast()),
    ]
  }

  @Test func whereEPTKeepsFlagsTableReadsAreStores() throws {
    let (kept, plain) = (try onEPT(.accessedDirty), try onEPT())
    #expect(try kept.references() == 24 && plain.references() == 24)
    #expect(flags(kept, 0x300) == [[0x300], [0x100], [0x100], [0x100]])
    #expect(flags(plain, 0x300) == [[0], [0], [0], [0]])
    // So a table in a page that may not be written cannot be read.
    for place in Self.path {
      let ladder = try onEPT(.accessedDirty)
      ladder.changeHostLeaf(of: place) { $0 & ~2 }
      let readOnly = AccessRights.all.subtracting(.write)
      #expect(ladder.walk() == fault(.protection, at: place, .tableRead, rights: readOnly))
    }
  }

  @Test func nestedTablesTakeTableReadsForUserStores() throws {
    let ladder = try onNPT()
    _ = ladder.walk()
    #expect(flags(ladder, 0x60) == [[0x60], [0x20], [0x20], [0x20]])
    for place in Self.path {
      let ladder = try onNPT()
      ladder.changeHostLeaf(of: place) { $0 & ~2 }
      #expect(try ladder.hostFault().cause == .tableRead)
      ladder.changeHostLeaf(of: place) { $0 & ~4 | 2 }
      #expect(try ladder.hostFault(GuestAccess(.load, .supervisor)).fault.reason == .protection, "a supervisor's page")
    }
  }

  /// Mode-based execute control asks for the mode of the linear address, not for that of the access.
  @Test func modeBasedExecuteGoesByThePage() throws {
    let guest = X86Rules(controls: .noExecute)
    let fetches = [Privilege.user, .supervisor].map { GuestAccess(.fetch, $0) }
    for isUserPage in [true, false] {
      for granted in [1 << 2, 1 << 10] as [UInt64] {
        let ladder = try onEPT(.modeBasedExecute, guest: guest)
        ladder.changeHostLeaf(of: OnEPT.data) { $0 & ~0x404 | granted }
        if !isUserPage { ladder.guest.store((ladder.guest.load(at: Self.path[3]) ?? 0) & ~4, at: Self.path[3]) }
        let isAllowed = isUserPage == (granted == 1 << 10)
        for fetch in fetches where isUserPage || fetch.privilege == .supervisor {
          let isStopped =
            ladder.walk(fetch)
            == fault(
              .protection, at: OnEPT.data, .access,
              rights: .read | .write | .user | (granted == 4 ? .execute : .userExecute))
          #expect(isStopped != isAllowed, "\(fetch), user page \(isUserPage), granted \(granted)")
        }
      }
    }
  }

  /// A load, and a store only where hardware sets A or D of the guest's leaf; the second stage's tables are never marked.
  @Test func riscVReadsTablesAndStoresWhereItMarks() throws {
    let adding = RISCVControls.hardwareAccessedDirty
    let rules = (RISCVRules(controls: adding), RISCVRules(secondStage: adding))
    let ladder = try RISCV(201, guest: rules.0, host: rules.1)
    let path = ladder.guestPath()
    #expect(path == tablePath((0x10000, 201), (0x11000, 145), (0x12000, 325)).map { GPA($0) })
    _ = ladder.walk()
    #expect(path.map { (ladder.hostPath($0).last?.entry ?? 0) & 0xC0 } == [0x40, 0x40, 0xC0])
    #expect((ladder.hostPath(RISCV.data).last?.entry ?? 0) & 0xC0 == 0x40)
    #expect((ladder.machine.load(at: HPA(path[2].rawValue + RISCV.distance)) ?? 0) & 0xC0 == 0x40)
  }
}
