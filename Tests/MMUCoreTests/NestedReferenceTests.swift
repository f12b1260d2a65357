import MMUCore
import Testing
import Workload

/// With n levels in the guest's tables and m in the second stage's a walk reads (n + 1)(m + 1) − 1 entries.
///
/// Source: Barr, Cox and Rixner, "Translation Caching: Skip, Don't Walk (the Page Table)", ISCA 2010, and Bhargava et al.,
/// "Accelerating Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008: 24 references for four levels on four.
@Suite struct NestedReferenceTests {
  private typealias Page = (size: PageSize, levels: UInt64)
  private static let ofFour: [Page] = [(.kib4, 4), (.mib2, 3), (.gib1, 2)]
  private static let ofThree: [Page] = [(.kib4, 3), (.mib2, 2), (.gib1, 1)]
  private static let adding = RISCVControls.hardwareAccessedDirty
  private static let ept = EPT.Rules(controls: .mib2Pages | .gib1Pages)

  /// Every size of the guest's page, of the pages under its tables and of the page under its page.
  private func expectLaw<Guest: EntryEncoding, Host: EntryEncoding>(
    _ guest: [Page], on host: [Page], _ make: (NestedLadder<Guest, Host>.Sizes) throws -> NestedLadder<Guest, Host>
  ) throws {
    for page in guest {
      for (tables, data) in host.flatMap({ tables in host.map { (tables, $0) } }) {
        let ladder = try make(.init(guest: page.size, tables: tables.size, data: data.size))
        let (n, m) = (page.levels, tables.levels)
        #expect(try ladder.references() == n * (1 + m) + data.levels, "\(page) on \(tables) and \(data)")
        if tables == data { #expect(try ladder.references() == (n + 1) * (m + 1) - 1) }
        guard case .mapped(let found) = ladder.walk() else { continue }
        #expect(found.guest.pageSize == page.size && found.host.pageSize == data.size)
        #expect(found.pageSize == min(page.size, data.size))
      }
    }
  }

  @Test func longModeOnEPT() throws {
    try expectLaw(Self.ofFour, on: Self.ofFour) {
      try NestedLadder<X86Long4Encoding, EPTEncoding>(100 << 9 | 201, $0, guest: .allControls, host: Self.ept)
    }
  }

  @Test func longModeOnNPT() throws {
    try expectLaw(Self.ofFour, on: Self.ofFour) {
      try NestedLadder<X86Long4Encoding, NPTEncoding>(
        100 << 9 | 201, $0, guest: .allControls, host: NPT.rules(controls: .allSet))
    }
  }

  /// The pointers are registers: two levels.
  @Test func physicalAddressExtensionOnEPT() throws {
    try expectLaw([(.kib4, 2), (.mib2, 1)], on: Self.ofFour) {
      try NestedLadder<X86PAEEncoding, EPTEncoding>(2, $0, guest: X86PAE.rules(controls: .allSet), host: Self.ept)
    }
  }

  @Test func sv39OnSv39x4() throws {
    try expectLaw(Self.ofThree, on: Self.ofThree) {
      try NestedLadder<RISCVEncoding<RISCVSv39>, RISCVEncoding<RISCVSv39x4>>(
        201, $0, guest: RISCVRules(controls: Self.adding), host: RISCVRules(secondStage: Self.adding))
    }
  }

  @Test func sv48OnSv48x4() throws {
    try expectLaw(Self.ofFour, on: Self.ofFour) {
      try NestedLadder<RISCVEncoding<RISCVSv48>, RISCVEncoding<RISCVSv48x4>>(
        100 << 9 | 201, $0, guest: RISCVRules(controls: Self.adding), host: RISCVRules(secondStage: Self.adding))
    }
  }

  /// Five levels in either dimension, and two.
  @Test func theOtherRowsAndColumns() throws {
    let ofFive: [Page] = [(.kib4, 5), (.mib2, 4), (.gib1, 3)]
    try expectLaw(ofFive, on: Self.ofFour) {
      try NestedLadder<X86Long5Encoding, EPTEncoding>(100 << 9 | 201, $0, guest: .allControls, host: Self.ept)
    }
    try expectLaw(ofFive, on: ofFive) {
      try NestedLadder<RISCVEncoding<RISCVSv57>, RISCVEncoding<RISCVSv57x4>>(
        100 << 9 | 201, $0, guest: RISCVRules(controls: Self.adding), host: RISCVRules(secondStage: Self.adding))
    }
    try expectLaw(Self.ofThree, on: ofFive) {
      try NestedLadder<RISCVEncoding<RISCVSv39>, RISCVEncoding<RISCVSv57x4>>(
        201, $0, guest: RISCVRules(controls: Self.adding), host: RISCVRules(secondStage: Self.adding))
    }
    try expectLaw([(.kib4, 2), (.mib2, 1)], on: Self.ofThree) {
      try NestedLadder<X86PAEEncoding, RISCVEncoding<RISCVSv39x4>>(
        2, $0, guest: X86PAE.rules(controls: .allSet), host: RISCVRules(secondStage: Self.adding))
    }
    try expectLaw([(.kib4, 2)], on: [(.kib4, 2)]) {
      try NestedLadder<RISCVEncoding<RISCVSv32>, RISCVEncoding<RISCVSv32x4>>(
        2, $0, guest: RISCVRules(controls: Self.adding), host: RISCVRules(secondStage: Self.adding))
    }
  }

  @Test func stageOneOnStageTwo() throws {
    try expectLaw(Self.ofFour, on: Self.ofFour) {
      try NestedLadder<ARMStage1Encoding<ARMGranule4K>, ARMStage2Encoding<ARMGranule4K>>(
        100 << 9 | 201, $0, guest: ARMRules(stage1: ARMGranule4K.self, controls: .hardwareAccessFlag),
        host: ARMRules(stage2: ARMGranule4K.self, controls: .hardwareAccessFlag))
    }
  }

  /// The counts of the literature, in numbers.
  @Test func knownCounts() throws {
    typealias Ladder = NestedLadder<X86Long4Encoding, EPTEncoding>
    let rows: [(PageSize, PageSize, UInt64)] = [
      (.kib4, .kib4, 24), (.mib2, .kib4, 19), (.kib4, .mib2, 19), (.mib2, .mib2, 15), (.gib1, .kib4, 14),
      (.gib1, .gib1, 8),
    ]
    for (guest, host, count) in rows {
      let sizes = Ladder.Sizes(guest: guest, tables: host, data: host)
      let ladder = try Ladder(100 << 9 | 201, sizes, guest: .allControls, host: Self.ept)
      #expect(try ladder.references() == count, "\(guest) on \(host)")
    }
    let mixed = Ladder.Sizes(guest: .kib4, tables: .kib4, data: .mib2)
    #expect(try Ladder(0, mixed, guest: .allControls, host: Self.ept).references() == 23)
    let riscV = try NestedLadder<RISCVEncoding<RISCVSv39>, RISCVEncoding<RISCVSv39x4>>(
      201, guest: RISCVRules(controls: Self.adding), host: RISCVRules(secondStage: Self.adding))
    #expect(try riscV.references() == 15)
  }
}
