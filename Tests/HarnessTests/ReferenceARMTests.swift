import MMUCore
import MMUReference
import Testing

/// The VMSAv8-64 references by hand: Arm ARM (DDI 0487), chapter D8.
@Suite struct ReferenceARMTests {
  /// With 4 KiB and 48 bits: indices 0x24, 0xD1, 0xB3, 0x189 and offset 0xABC.
  private static let gva = GVA(0x1234_5678_9ABC)
  private static let load = GuestAccess(.load, .supervisor)
  private static let store = GuestAccess(.store, .supervisor)
  private static let af: UInt64 = 1 << 10
  private static let dbm: UInt64 = 1 << 51
  private static let contiguous: UInt64 = 1 << 52

  private func memory<Space>(_ words: [UInt64: UInt64]) -> ReferenceMemory<Space> {
    let memory = ReferenceMemory<Space>(frameCount: 64)
    for (address, word) in words { memory.setWord(word, at: Address(address)) }
    return memory
  }

  private func fault(_ reason: PageFault.Reason, _ level: UInt64) -> PageFault {
    PageFault(reason, at: PageLevel(level))
  }

  private func stage1(
    _ words: [UInt64: UInt64], _ controls: ARMControls = .none, granule: UInt8 = 12, inputBits: Int = 48,
    outputBits: Int = 48, ttbr1: UInt64 = 0x1000
  ) -> ReferenceARMStage1 {
    ReferenceARMStage1(
      memory: memory(words), ttbr0: GPA(0x1_0000), ttbr1: GPA(ttbr1), granule: PageSize(shift: granule),
      inputBits: inputBits, outputBits: outputBits, controls: controls)
  }

  /// Four levels from 0x10000, with attributes in the table of level 2, and a page.
  private func fourLevels(_ leaf: UInt64, _ controls: ARMControls = .none, table: UInt64 = 0) -> ReferenceARMStage1 {
    stage1([0x1_0120: 0x2003, 0x2688: 0x3003, 0x3598: 0x4003 | table, 0x4C48: leaf], controls)
  }

  private func mapped<Space>(_ result: ReferenceWalkResult<Space>) -> ReferenceTranslation<Space>? {
    if case .mapped(let translation) = result { translation } else { nil }
  }

  @Test func fourLevelsLeadToAPage() {
    // AP[2:1] = 01, UXN and PXN clear: EL0 writes, so EL1 does not execute. Global.
    let page = ReferenceTranslation(
      address: GPA(0x89AB_CABC), pageSize: .kib4, rights: .read | .write | .user | .userExecute,
      permitted: AccessClassSet(rawValue: 0b1101_1111), isDirty: true, isGlobal: true)
    #expect(fourLevels(0x89AB_C443).walk(Self.gva, Self.load) == .mapped(page))
    #expect(mapped(fourLevels(0x89AB_CC43).walk(Self.gva, Self.load))?.isGlobal == false)
  }

  @Test func invalidDescriptorsAreTranslationFaults() {
    #expect(fourLevels(0x89AB_C442).walk(Self.gva, Self.load) == .fault(fault(.notPresent, 1)))
    // 01 at level 3 is reserved, and so is a block at level 0.
    #expect(fourLevels(0x89AB_C441).walk(Self.gva, Self.load) == .fault(fault(.notPresent, 1)))
    #expect(stage1([0x1_0120: 0x401]).walk(Self.gva, Self.load) == .fault(fault(.notPresent, 4)))
    // 64 KiB, 48 bits: level 1 comes first, and has no blocks.
    #expect(stage1([0x1_0000: 0x401], granule: 16).walk(GVA(0), Self.load) == .fault(fault(.notPresent, 3)))
  }

  @Test func blocksHaveTheSizesOfTheirGranule() {
    // 4 KiB, 39 bits: level 1 first; index 1. Bits below the block are ignored.
    let gibibyte = stage1([0x1_0008: 0x4020_1401], inputBits: 39).walk(GVA(0x4567_89AB), Self.load)
    #expect(mapped(gibibyte)?.address == GPA(0x4567_89AB) && mapped(gibibyte)?.pageSize == .gib1)
    // 16 KiB, 36 bits: level 2 first, 32 MiB blocks; index 3.
    let mebibytes32 = stage1([0x1_0018: 0x0A00_0401], granule: 14, inputBits: 36).walk(GVA(0x7ED_CBA9), Self.load)
    #expect(mapped(mebibytes32)?.address == GPA(0xBED_CBA9) && mapped(mebibytes32)?.pageSize.shift == 25)
    // 64 KiB, 42 bits: level 2 first, 512 MiB blocks; index 1.
    let mebibytes512 = stage1([0x1_0008: 0x6000_0401], granule: 16, inputBits: 42).walk(GVA(0x3EDC_BA98), Self.load)
    #expect(mapped(mebibytes512)?.address == GPA(0x7EDC_BA98) && mapped(mebibytes512)?.pageSize.shift == 29)
  }

  @Test func contiguousRangesAreOnePage() {
    // 16 pages of 4 KiB: 0x189 is the tenth of its range.
    let kib64 = mapped(fourLevels(Self.contiguous | 0x89AB_C443).walk(Self.gva, Self.load))
    #expect(kib64?.address == GPA(0x89AB_9ABC) && kib64?.pageSize.shift == 16)
    // 128 pages and 32 blocks of 16 KiB, 32 of 64 KiB at either level.
    let cases: [(granule: UInt8, inputBits: Int, entry: UInt64, shift: UInt8)] = [
      (14, 25, 0x403, 21), (14, 36, 0x401, 30), (16, 29, 0x403, 21), (16, 42, 0x401, 34), (12, 30, 0x401, 25),
      (12, 39, 0x401, 34),
    ]
    for (granule, inputBits, entry, shift) in cases {
      let paging = stage1([0x1_0000: Self.contiguous | entry], granule: granule, inputBits: inputBits)
      #expect(mapped(paging.walk(GVA(0x123), Self.load))?.pageSize.shift == shift)
      #expect(mapped(paging.walk(GVA(0x123), Self.load))?.address == GPA(0x123))
    }
  }

  @Test func rangesAreTheTwoEnds() {
    let words: [UInt64: UInt64] = [0x1_0000: 0x401, 0x1FF8: 0x4000_0401]
    let paging = stage1(words, inputBits: 39)
    #expect(mapped(paging.walk(GVA(0x123), Self.load))?.address == GPA(0x123))
    #expect(mapped(paging.walk(GVA(UInt64.max), Self.load))?.address == GPA(0x7FFF_FFFF))
    #expect(paging.walk(GVA(1 << 39), Self.load) == .fault(fault(.nonCanonical, 3)))
    #expect(paging.walk(GVA(0xFFFF_FF7F_FFFF_FFFF), Self.load) == .fault(fault(.nonCanonical, 3)))
    // The register's bits below the table's size are ignored: 512 entries here.
    let unaligned = stage1(words, inputBits: 39, ttbr1: 0x1FF8)
    #expect(mapped(unaligned.walk(GVA(UInt64.max), Self.load))?.address == GPA(0x7FFF_FFFF))
    let noLower = stage1(words, .lowerDisable, inputBits: 39)
    #expect(noLower.walk(GVA(0x123), Self.load) == .fault(fault(.nonCanonical, 3)))
    #expect(mapped(noLower.walk(GVA(UInt64.max), Self.load)) != nil)
    let noUpper = stage1(words, .upperDisable, inputBits: 39)
    #expect(noUpper.walk(GVA(UInt64.max), Self.load) == .fault(fault(.nonCanonical, 3)))
  }

  @Test func addressSizesAreChecked() {
    let table = stage1([0x1_0000: 0x1_0000_0003], inputBits: 39, outputBits: 32)
    #expect(table.walk(GVA(0), Self.load) == .fault(fault(.addressSize, 3)))
    // Before the Access flag.
    let block = stage1([0x1_0000: 0x1_0000_0001], inputBits: 39, outputBits: 32)
    #expect(block.walk(GVA(0), Self.load) == .fault(fault(.addressSize, 3)))
    let root = stage1([:], inputBits: 39, outputBits: 36, ttbr1: 1 << 36)
    #expect(root.walk(GVA(UInt64.max), Self.load) == .fault(fault(.addressSize, 4)))
    #expect(root.walk(GVA(0), Self.load) == .fault(fault(.notPresent, 3)))
    let outside = stage1([0x1_0000: 0xFFFF_FFFF_F003], inputBits: 39)
    #expect(outside.walk(GVA(0), Self.load) == .fault(fault(.tableOutsideMemory, 2)))
  }

  /// Classes: EL0 load, store, fetch, EL1 load, store, fetch, load, store.
  @Test func stage1PermissionsFollowTheTables() {
    let (uxn, pxn): (UInt64, UInt64) = (1 << 54, 1 << 53)
    let cases: [(leaf: UInt64, table: UInt64, controls: ARMControls, permitted: UInt8)] = [
      // AP[2:1] = 00: EL0 executes and does nothing else.
      (0x00, 0, .none, 0b1111_1100), (0x40, 0, .none, 0b1101_1111), (0x80, 0, .none, 0b0110_1100),
      (0xC0, 0, .none, 0b0110_1101), (uxn | 0xC0, 0, .none, 0b0110_1001), (pxn | 0xC0, 0, .none, 0b0100_1101),
      (0x40, 1 << 61, .none, 0b1111_1100), (0x40, 1 << 62, .none, 0b0110_1101), (0xC0, 1 << 60, .none, 0b0110_1001),
      (0xC0, 1 << 59, .none, 0b0100_1101), (0x40, 0xF << 59, .hierarchicalDisable, 0b1101_1111),
      (0x40, 1 << 63, .none, 0b1101_1111), (0x00, 0, .writeExecuteNever, 0b1101_1100),
      (0x40, 0, .writeExecuteNever, 0b1101_1011), (0x80, 0, .writeExecuteNever, 0b0110_1100),
      (0x40, 0, .privilegedAccessNever, 0b0000_0111), (0x80, 0, .privilegedAccessNever, 0b0110_1100),
      (0xC0, 0, .privilegedAccessNever, 0b0010_0101),
    ]
    for (leaf, table, controls, permitted) in cases {
      for access in GuestAccess.everyClass {
        let result = fourLevels(0x89AB_C403 | leaf, controls, table: table).walk(Self.gva, access)
        if permitted & access.asSet.rawValue == 0 {
          #expect(result == .fault(fault(.protection, 1)), "\(leaf) \(table)")
        } else {
          #expect(mapped(result)?.permitted.rawValue == permitted, "\(leaf) \(table)")
        }
      }
    }
  }

  @Test func theAccessFlagComesBeforePermissions() {
    let user = GuestAccess(.store, .user)
    #expect(fourLevels(0x89AB_C003).walk(Self.gva, user) == .fault(fault(.accessFlag, 1)))
    let paging = fourLevels(0x89AB_C003, .hardwareAccessFlag)
    #expect(paging.walk(Self.gva, user) == .fault(fault(.protection, 1)))
    #expect(paging.memory.word(at: GPA(0x4C48)) == 0x89AB_C003)
    #expect(mapped(paging.walk(Self.gva, Self.load)) != nil)
    #expect(paging.memory.word(at: GPA(0x4C48)) == 0x89AB_C403)
  }

  @Test func dirtyStateNeedsBothControls() {
    let leaf = Self.dbm | 0x89AB_C083
    let both: ARMControls = .hardwareAccessFlag | .hardwareDirtyState
    let paging = fourLevels(leaf, both)
    let clean = mapped(paging.walk(Self.gva, Self.load))
    #expect(clean?.isDirty == false && clean?.rights.contains(.write) == true)
    #expect(clean?.permitted.contains(Self.store.asSet) == true)
    #expect(mapped(paging.walk(Self.gva, Self.store))?.isDirty == true)
    #expect(paging.memory.word(at: GPA(0x4C48)) == Self.dbm | 0x89AB_C403)
    for controls in [.hardwareAccessFlag, .none, .hardwareDirtyState] as [ARMControls] {
      #expect(fourLevels(leaf | Self.af, controls).walk(Self.gva, Self.store) == .fault(fault(.protection, 1)))
    }
    // A table that forbids writing leaves it clean.
    #expect(fourLevels(leaf, both, table: 1 << 62).walk(Self.gva, Self.store) == .fault(fault(.protection, 1)))
  }

  private func stage2(_ entry: UInt64, _ controls: ARMControls = .none) -> ReferenceARMStage2 {
    // 4 KiB, 40 bits, two concatenated tables at level 1: the second starts at 0x11000.
    ReferenceARMStage2(
      memory: memory([0x1_1008: entry]), root: HPA(0x1_0000), granule: .kib4, inputBits: 40, outputBits: 40,
      startLevelARM: 1, controls: controls)
  }

  @Test func stage2TablesAreConcatenated() {
    let page = ReferenceTranslation(
      address: HPA(0x4000_0123), pageSize: .gib1, rights: .all, permitted: .all, isDirty: true, isGlobal: false)
    #expect(stage2(0x4000_04C1).walk(GPA(0x80_4000_0123), Self.load) == .mapped(page))
    #expect(stage2(0x4000_04C1).walk(GPA(1 << 40), Self.load) == .fault(fault(.nonCanonical, 3)))
    #expect(stage2(1 << 40 | 0x4C1).walk(GPA(0x80_4000_0123), Self.load) == .fault(fault(.addressSize, 3)))
  }

  @Test func stage2PermissionsFollowTheTables() {
    let (x54, x53): (UInt64, UInt64) = (1 << 54, 1 << 53)
    let cases: [(entry: UInt64, controls: ARMControls, permitted: UInt8)] = [
      // S2AP 00: fetches alone.
      (0x00, .none, 0b0010_0100), (0x40, .none, 0b0110_1101), (0x80, .none, 0b1011_0110), (x54, .none, 0),
      (x53 | 0xC0, .none, 0b1111_1111), (x54 | x53 | 0xC0, .none, 0b1101_1011),
      (x53 | 0xC0, .stage2ExecuteByLevel, 0b1101_1111), (x54 | 0xC0, .stage2ExecuteByLevel, 0b1101_1011),
      (x54 | x53 | 0xC0, .stage2ExecuteByLevel, 0b1111_1011),
    ]
    for (entry, controls, permitted) in cases {
      for access in GuestAccess.everyClass {
        let result = stage2(0x401 | entry, controls).walk(GPA(0x80_4000_0000), access)
        if permitted & access.asSet.rawValue == 0 {
          #expect(result == .fault(fault(.protection, 3)), "\(entry)")
        } else {
          #expect(mapped(result)?.permitted.rawValue == permitted, "\(entry)")
        }
      }
    }
  }

  @Test func stage2DirtyStateSetsTheWriteBit() {
    let paging = stage2(Self.dbm | 0x041, .hardwareAccessFlag | .hardwareDirtyState)
    #expect(mapped(paging.walk(GPA(0x80_4000_0000), Self.load))?.isDirty == false)
    #expect(paging.memory.word(at: HPA(0x1_1008)) == Self.dbm | 0x441)
    #expect(mapped(paging.walk(GPA(0x80_4000_0000), Self.store))?.isDirty == true)
    #expect(paging.memory.word(at: HPA(0x1_1008)) == Self.dbm | 0x4C1)
    #expect(stage2(0x0C1).walk(GPA(0x80_4000_0000), Self.load) == .fault(fault(.accessFlag, 3)))
  }

  @Test func syndromesHaveTheirFields() {
    func syndrome(
      _ reason: PageFault.Reason, _ level: UInt64, _ access: GuestAccess, _ origin: ReferenceFaultOrigin = .firstStage
    ) -> ReferenceARMSyndrome {
      ReferenceARMSyndrome(fault(reason, level), gva: GVA(0x1234), access: access, origin: origin)
    }
    // Level 3 translation fault of a load at EL0; level 1 permission fault of a store at EL1.
    #expect(syndrome(.notPresent, 1, GuestAccess(.load, .user)).esr == 0x9200_0007)
    #expect(syndrome(.protection, 3, Self.store).esr == 0x9600_004D)
    #expect(syndrome(.accessFlag, 2, GuestAccess(.fetch, .supervisor)).esr == 0x8600_000A)
    #expect(syndrome(.addressSize, 4, GuestAccess(.fetch, .user)).esr == 0x8200_0000)
    #expect(syndrome(.tableOutsideMemory, 3, Self.load).esr == 0x9600_0015)
    #expect(syndrome(.nonCanonical, 3, Self.load).esr == 0x9600_0004)
    // Stage 2 goes to EL2, from a lower Exception level.
    let own = syndrome(.protection, 1, Self.store, .secondStage(GPA(0x9123)))
    #expect(own.esr == 0x9200_004F && own.far == 0x1234 && own.hpfar == 0x90 && !own.isHPFARKnown)
    let walk = syndrome(.protection, 1, Self.load, .secondStageOfWalk(GPA(0x1_2345_6789_AFFF), isUpdate: true))
    #expect(walk.esr == 0x9200_008F && walk.hpfar == 0x23_4567_89A0 && walk.isHPFARKnown)
  }
}
