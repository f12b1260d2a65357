import MMUCore
import Testing
import Workload

/// A batch has the same outcomes as its walks one after the other, and leaves the same tables.
@Suite struct WalkBatchTests {
  private static let counts = [0, 1, 31, 32, 33, 64, 1000]
  private static let seeds = 1...12 as ClosedRange<UInt64>

  /// What was met, so that tables that show nothing are noticed.
  private struct Met {
    var reasons: Set<PageFault.Reason> = []
    var sizes: Set<UInt8> = []

    mutating func note<Space>(_ outcome: WalkOutcome<Space>) {
      switch outcome {
      case .fault(let fault): reasons.insert(fault.reason)
      case .mapped(let translation): sizes.insert(translation.pageSize.shift)
      }
    }
  }

  private func compare<Format>(_ tables: RandomTables<Format>, _ rules: [Format.Rules]) -> Met {
    var met = Met()
    for seed in Self.seeds {
      var random = RandomGenerator(seed: seed)
      for (number, rules) in rules.enumerated() {
        for count in Self.counts {
          tables.fill(&random)
          let batch = tables.batch(count, &random)
          for access in [GuestAccess(.store, .user), GuestAccess.classes[Int(random.next(below: 8))]] {
            let expected = tables.alone(batch, access, rules)
            let comment = Comment("seed \(seed), rules \(number), \(count) addresses, \(access)")
            #expect(tables.together(batch, access, rules) == expected, comment)
            #expect(tables.agree, comment)
            expected.forEach { met.note($0) }
          }
        }
      }
    }
    return met
  }

  /// A frame's address, and rarely one that no frame has.
  private static func frame(_ random: inout RandomGenerator) -> UInt64 { random.next(below: 33) << 12 }

  private static func x86Entry(_ random: inout RandomGenerator) -> UInt64 {
    let flags = random.next() & 0x160 | (random.next(below: 8) == 0 ? random.next() & 6 : 6) | 1
    let noExecute: UInt64 = random.next(below: 16) == 0 ? 1 << 63 : 0
    let isLarge = random.next(below: 6) == 0
    let address = isLarge ? random.next(below: 512) << 30 | 1 << 7 : frame(&random)
    return address | flags | noExecute
  }

  @Test func longMode() throws {
    let tables = try RandomTables<X86Long4>(root: GPA(0x3000), entry: Self.x86Entry) { $0.next() >> 17 }
    let narrow = X86Rules(controls: .writeProtect, maxPhysicalAddressBits: 40)
    let met = compare(tables, [.allControls, narrow])
    #expect(met.reasons == [.notPresent, .reservedBit, .protection, .nonCanonical, .tableOutsideMemory])
    #expect(met.sizes == [12, 21, 30])
  }

  @Test func physicalAddressExtension() throws {
    let roots = X86PAEPointers(0x1001, 0x2001, 0x3000, 0x4001)
    let tables = try RandomTables<X86PAE>(root: roots, entry: Self.x86Entry) { $0.next() >> 32 }
    let met = compare(tables, [X86PAE.rules(controls: .allSet), X86PAE.rules(controls: .none)])
    #expect(met.reasons == [.notPresent, .reservedBit, .protection, .nonCanonical, .tableOutsideMemory])
    #expect(met.sizes == [12, 21])
  }

  private static func riscVEntry(_ random: inout RandomGenerator) -> UInt64 {
    if random.next(below: 8) < 5 { return frame(&random) >> 2 | 1 }
    let frame = random.next(below: 4) == 0 ? random.next(below: 1 << 20) : random.next(below: 4) << 18
    let napot: UInt64 = random.next(below: 4) == 0 ? 1 << 63 | 8 << 10 : 0
    return frame << 10 | random.next() & 0xFC | 3 | napot | (random.next(below: 4) == 0 ? 0 : 0xD6)
  }

  @Test func sv39() throws {
    let tables = try RandomTables<RISCVSv39>(root: GPA(0x5000), entry: Self.riscVEntry) { $0.next() >> 26 }
    let met = compare(
      tables,
      [
        RISCVRules(controls: .hardwareAccessedDirty | .napot), RISCVRules(controls: .supervisorUserMemory | .napot),
      ])
    #expect(
      met.reasons == [
        .notPresent, .reservedBit, .protection, .nonCanonical, .tableOutsideMemory, .accessFlag, .dirtyFlag,
      ])
    #expect(met.sizes == [12, 16, 21, 30])
  }

  /// Contiguous, DBM, the access flag, AP[2:1] and nG at random.
  private static func armEntry(_ random: inout RandomGenerator) -> UInt64 {
    let isBlock = random.next(below: 6) == 0
    let flag: UInt64 = random.next(below: 8) == 0 ? 0 : 1 << 10
    let modifier: UInt64 = random.next(below: 4) == 0 ? 0 : 1 << 51
    let contiguous: UInt64 = random.next(below: 16) == 0 ? 1 << 52 : 0
    let address = isBlock ? random.next(below: 64) << 30 | 1 : frame(&random) | 3
    return address | flag | modifier | contiguous | random.next() & 0x880 | 0x40
  }

  @Test func stageOne() throws {
    let roots = ARMRoots(lower: GPA(0x6000), upper: GPA(0x7000))
    let tables = try RandomTables<ARMStage1<ARMGranule4K>>(root: roots, entry: Self.armEntry) { random in
      random.next() >> 16 | (random.next(below: 2) == 0 ? 0xFFFF << 48 : 0)
    }
    let controls: [ARMControls] = [
      .none, .hardwareAccessFlag, .hardwareAccessFlag | .hardwareDirtyState,
      .hardwareAccessFlag | .hardwareDirtyState | .privilegedAccessNever | .upperDisable,
    ]
    let met = compare(tables, controls.map { ARMRules(stage1: ARMGranule4K.self, controls: $0, outputBits: 36) })
    #expect(
      met.reasons == [.notPresent, .protection, .nonCanonical, .tableOutsideMemory, .accessFlag, .addressSize])
    #expect(met.sizes.isSuperset(of: [12, 16, 21, 25, 30]))
  }

  /// A root whose last entry leads to itself: its address maps the root, and the entry is a table and a leaf in one.
  @Test func aTableThatIsItsOwnLeaf() throws {
    let tables = try RandomTables<X86Long4>(root: GPA(0x1000), entry: { _ in 0 }, address: { _ in 0 })
    for memory in tables.memories { memory.store(0x1007, at: GPA(0x1000 + 511 * 8)) }
    let own = GVA(~0xFFF | 0xABC)
    let batch = [own, own, GVA(0), own]
    let missing = WalkOutcome<GuestPhysical>.fault(PageFault(.notPresent, at: PageLevel(4)))
    let loads = tables.together(batch, GuestAccess(.load, .user), .allControls)
    #expect(loads == tables.alone(batch, GuestAccess(.load, .user), .allControls))
    #expect(loads[2] == missing && isDirty(loads[0]) == false && isDirty(loads[3]) == false)
    #expect(tables.memories[0].load(at: GPA(0x1FF8)) == 0x1027)
    let stores = tables.together(batch, GuestAccess(.store, .user), .allControls)
    #expect(stores == tables.alone(batch, GuestAccess(.store, .user), .allControls))
    #expect(isDirty(stores[0]) == true && tables.memories[0].load(at: GPA(0x1FF8)) == 0x1067)
    let again = tables.together(batch, GuestAccess(.load, .user), .allControls)
    #expect(isDirty(again[0]) == true && isDirty(again[3]) == true && tables.agree)
  }

  private func isDirty(_ outcome: WalkOutcome<GuestPhysical>) -> Bool? {
    if case .mapped(let translation) = outcome { translation.isDirty } else { nil }
  }
}
