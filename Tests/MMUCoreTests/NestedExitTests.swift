import MMUCore
import Testing
import Workload

/// What the hypervisor is told of faults that nested walks meet, by hand.
///
/// Source: Intel SDM vol. 3C, table "Exit Qualification for EPT Violations"; AMD APM vol. 2, section "Nested versus Guest Page
/// Faults, Fault Ordering"; RISC-V Privileged Architecture 1.13, chapter "Hypervisor Extension", sections "Trap Cause Codes"
/// and "Transformed Instruction or Pseudoinstruction"; Arm ARM (DDI 0487), ESR_EL2 and HPFAR_EL2.
@Suite struct NestedExitTests {
  private typealias OnEPT = NestedLadder<X86Long4Encoding, EPTEncoding>
  private typealias OnNPT = NestedLadder<X86Long4Encoding, NPTEncoding>
  private typealias RISCV = NestedLadder<RISCVEncoding<RISCVSv39>, RISCVEncoding<RISCVSv39x4>>
  private typealias RISCV32 = NestedLadder<RISCVEncoding<RISCVSv32>, RISCVEncoding<RISCVSv32x4>>
  private typealias ARM = NestedLadder<ARMStage1Encoding<ARMGranule4K>, ARMStage2Encoding<ARMGranule4K>>
  private static let accesses = [AccessKind.load, .store, .fetch].map { GuestAccess($0, .user) }
  private static let top: UInt64 = 100 << 9 | 201
  private static let pages = EPTControls.mib2Pages | .gib1Pages
  /// The entry that leads to the lowest table.
  private static let table = GPA(0x12000 + 145 * 8)

  /// The exit qualifications of a load, a store and a fetch with an EPT leaf changed.
  private func qualifications(
    _ gpa: GPA, _ controls: EPTControls = .none, _ change: (UInt64) -> UInt64
  ) throws -> [UInt64?] {
    try Self.accesses.map { access in
      let ladder = try OnEPT(Self.top, guest: .allControls, host: EPT.Rules(controls: Self.pages | controls))
      ladder.changeHostLeaf(of: gpa, change)
      guard case .hostFault(let fault) = ladder.walk(access) else { return nil }
      let exit = EPTExit(fault, gva: ladder.gva, access: access, controls: Self.pages | controls)
      #expect(exit.gpa == gpa && exit.gva == ladder.gva)
      #expect(exit.reason.rawValue == (exit.qualification == 0 ? 49 : 48))
      return exit.qualification
    }
  }

  /// Bits 2:0 the access, 5:3 what is granted, 6 user execution, 7 an address is known, 8 it is that of the access.
  @Test func qualificationsOfTheAccessItself() throws {
    let data = OnEPT.data
    #expect(try qualifications(data) { _ in 0 } == [0x181, 0x182, 0x184])
    #expect(try qualifications(data) { $0 & ~2 } == [nil, 0x1AA, nil])
    #expect(try qualifications(data) { $0 & ~4 } == [nil, nil, 0x19C])
    #expect(try qualifications(data, .executeOnly) { $0 & ~3 } == [0x1A1, 0x1A2, nil])
    #expect(try qualifications(data, .modeBasedExecute) { $0 & ~2 } == [nil, 0x1EA, nil])
    #expect(try qualifications(data, .modeBasedExecute) { $0 & ~(1 << 10) } == [nil, nil, 0x1BC])
    #expect(try qualifications(data) { $0 & ~1 } == [0, 0, 0], "a misconfiguration has none")
  }

  @Test func qualificationsOfTables() throws {
    #expect(try qualifications(Self.table) { _ in 0 } == [0x81, 0x81, 0x81])
    #expect(try qualifications(Self.table, .accessedDirty) { _ in 0 } == [0x83, 0x83, 0x83])
    #expect(try qualifications(Self.table, .accessedDirty) { $0 & ~2 } == [0xAB, 0xAB, 0xAB])
    #expect(try qualifications(Self.table) { $0 & ~2 } == [0xAB, 0xAB, 0xAB], "the accessed bit")
    #expect(try qualifications(Self.table) { $0 ^ 0x8 } == [0, 0, 0], "a memory type that is reserved")
  }

  private func information(_ gpa: GPA, _ change: (UInt64) -> UInt64) throws -> [UInt64?] {
    try Self.accesses.map { access in
      let ladder = try OnNPT(Self.top, guest: .allControls, host: NPT.rules(controls: .allSet))
      ladder.changeHostLeaf(of: gpa, change)
      guard case .hostFault(let fault) = ladder.walk(access) else { return nil }
      let exit = NPTExit(fault, access: access, hostControls: .allSet)
      #expect(exit.gpa == gpa)
      return exit.information
    }
  }

  /// An error code, of a user always, with bit 32 for the access itself and bit 33 for a table.
  @Test func informationOfNestedPageFaults() throws {
    #expect(try information(OnNPT.data) { _ in 0 } == [0x1_0000_0004, 0x1_0000_0006, 0x1_0000_0014])
    #expect(try information(OnNPT.data) { $0 & ~2 } == [nil, 0x1_0000_0007, nil])
    #expect(try information(OnNPT.data) { $0 | 1 << 63 } == [nil, nil, 0x1_0000_0015])
    #expect(try information(OnNPT.data) { $0 & ~4 } == [0x1_0000_0005, 0x1_0000_0007, 0x1_0000_0015])
    #expect(try information(Self.table) { _ in 0 } == [0x2_0000_0006, 0x2_0000_0006, 0x2_0000_0006])
    #expect(try information(Self.table) { $0 & ~2 } == [0x2_0000_0007, 0x2_0000_0007, 0x2_0000_0007])
  }

  private func traps(_ gpa: GPA, _ change: (UInt64) -> UInt64) throws -> [RISCVTrap?] {
    let adding = RISCVControls.hardwareAccessedDirty
    return try Self.accesses.map { access in
      let rules = (RISCVRules(controls: adding), RISCVRules(secondStage: adding))
      let ladder = try RISCV(201, guest: rules.0, host: rules.1)
      ladder.changeHostLeaf(of: gpa, change)
      guard case .hostFault(let fault) = ladder.walk(access) else { return nil }
      return RISCVTrap(fault, gva: ladder.gva, access: access, entrySize: .bytes8)
    }
  }

  /// 21, 23 and 20 by the access that began it; htval is the address divided by four; htinst for implicit accesses.
  @Test func guestPageFaultsOfRISCV() throws {
    let data = try traps(RISCV.data) { _ in 0 }
    #expect(data.map { $0?.cause } == [21, 23, 20])
    #expect(data.map { $0?.guestValue } == [0x148D_159E, 0x148D_159E, 0x148D_159E])
    #expect(data.map { $0?.instruction } == [0, 0, 0])
    #expect(data.map { $0?.value } == [GVA](repeating: GVA(201 << 30 | 0x1234_5678), count: 3))
    let tables = try traps(GPA(0x11000 + 145 * 8)) { _ in 0 }
    #expect(tables.map { $0?.cause } == [21, 23, 20])
    #expect(tables.map { $0?.guestValue } == [0x4522, 0x4522, 0x4522])
    #expect(tables.map { $0?.instruction } == [0x3000, 0x3000, 0x3000])
    // The leaf's A bit: its page may be read and not written.
    let marks = try traps(GPA(0x12000 + 325 * 8)) { $0 & ~4 }
    #expect(marks.map { $0?.cause } == [21, 23, 20])
    #expect(marks.map { $0?.guestValue } == [0x4A8A, 0x4A8A, 0x4A8A])
    #expect(marks.map { $0?.instruction } == [0x3020, 0x3020, 0x3020])
  }

  @Test func theGuestsOwnPageFaultsOfRISCV() throws {
    let fault = PageFault(.notPresent, at: .leaf)
    let traps = Self.accesses.map { RISCVTrap(fault, gva: GVA(0x1234), access: $0) }
    #expect(traps.map(\.cause) == [13, 15, 12])
    #expect(traps.allSatisfy { $0.value == GVA(0x1234) && $0.guestValue == 0 && $0.instruction == 0 })
  }

  @Test func pseudoinstructionsOf32BitEntries() throws {
    let rules = (RISCVRules(controls: .none), RISCVRules(secondStage: .none))
    let ladder = try RISCV32(1, guest: rules.0, host: rules.1, .userTouched, hostAttributes: .userTouched)
    // 0x5234_5678 is 328 of 4 MiB and 837 of 4 KiB.
    let leaf = GPA(0x11000 + 837 * 4)
    #expect(ladder.guestPath() == [GPA(0x10000 + 328 * 4), leaf])
    ladder.changeHostLeaf(of: leaf) { _ in 0 }
    let access = GuestAccess(.fetch, .supervisor)
    let trap = RISCVTrap(try ladder.hostFault(access), gva: ladder.gva, access: access, entrySize: .bytes4)
    #expect(trap.cause == 20 && trap.guestValue == leaf.rawValue / 4 && trap.instruction == 0x2000)
  }

  private func syndromes(_ gpa: GPA, _ change: (UInt64) -> UInt64) throws -> [ARMSyndrome?] {
    try Self.accesses.map { access in
      let ladder = try ARM(
        Self.top, guest: ARMRules(stage1: ARMGranule4K.self, controls: .hardwareAccessFlag),
        host: ARMRules(stage2: ARMGranule4K.self, controls: .none), hostAttributes: .userTouched)
      ladder.changeHostLeaf(of: gpa, change)
      guard case .hostFault(let fault) = ladder.walk(access) else { return nil }
      return ARMSyndrome(fault, gva: ladder.gva, access: access)
    }
  }

  /// EC 0x24 or 0x20 and IL; WnR is bit 6, S1PTW bit 7; 0x07, 0x0B and 0x0F: translation, access flag, permission, at
  /// Arm's level 3. WnR is about the instruction, also where the walk wrote. HPFAR has the page's number from bit 4.
  @Test func syndromesOfTheSecondStage() throws {
    let data = try syndromes(ARM.data) { _ in 0 }
    #expect(data.map { $0?.exceptionSyndrome } == [0x9200_0007, 0x9200_0047, 0x8200_0007])
    #expect(data.allSatisfy { $0?.intermediateAddress == 0x52_3450 })
    #expect(data.allSatisfy { $0?.address == GVA(Self.top << 30 | 0x1234_5678) })
    let readOnly = try syndromes(ARM.data) { $0 & ~(1 << 7) }
    #expect(readOnly.map { $0?.exceptionSyndrome } == [nil, 0x9200_004F, nil])
    let flag = try syndromes(ARM.data) { $0 & ~(1 << 10) }
    #expect(flag.map { $0?.exceptionSyndrome } == [0x9200_000B, 0x9200_004B, 0x8200_000B])
    let tables = try syndromes(GPA(0x13000 + 145 * 8)) { _ in 0 }
    #expect(tables.map { $0?.exceptionSyndrome } == [0x9200_0087, 0x9200_00C7, 0x8200_0087])
    #expect(tables.allSatisfy { $0?.intermediateAddress == 0x130 })
    // The access flag of the guest's leaf, in a page that may not be written.
    let marks = try syndromes(GPA(0x14000 + 325 * 8)) { $0 & ~(1 << 7) }
    #expect(marks.map { $0?.exceptionSyndrome } == [0x9200_008F, 0x9200_00CF, 0x8200_008F])
    #expect(marks.allSatisfy { $0?.intermediateAddress == 0x140 })
  }
}
