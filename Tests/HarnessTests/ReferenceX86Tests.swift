import MMUCore
import MMUReference
import Testing

private let userLoad = GuestAccess(.load, .user)
private let userStore = GuestAccess(.store, .user)
private let userFetch = GuestAccess(.fetch, .user)
private let load = GuestAccess(.load, .supervisor)
private let store = GuestAccess(.store, .supervisor)
private let fetch = GuestAccess(.fetch, .supervisor)

private func code(_ bits: UInt32) -> X86PageFaultCode { X86PageFaultCode(rawValue: bits) }

/// A memory whose frames 5, 4, 3, 2 lead to the frame below through their first entries; frame 1 holds PTEs.
private func chain<Space>(_ flags: UInt64) -> ReferenceMemory<Space> {
  let memory = ReferenceMemory<Space>(frameCount: 6)
  for frame in 2...5 as ClosedRange<UInt64> { memory.setWord((frame - 1) << 12 | flags, at: Address(frame << 12)) }
  return memory
}

/// The references for x86, on tables whose answers were worked out by hand from the manuals.
@Suite struct ReferenceX86Tests {
  @Suite struct Long {
    let memory: ReferenceMemory<GuestPhysical> = chain(7)

    func walker(
      _ controls: X86Controls = .noExecute, levels: Int = 4, bits: UInt8 = 52, gib1: Bool = true,
      keys: X86ProtectionKeys = X86ProtectionKeys()
    ) -> ReferenceX86Long {
      let configuration = X86Configuration(
        controls: controls, maxPhysicalAddressBits: bits, has1GiBPages: gib1, keys: keys)
      let root = GPA(levels == 5 ? 0x5000 : 0x4000)
      return ReferenceX86Long(memory: memory, root: root, levels: levels, configuration: configuration)
    }

    @Test func aSmallPage() throws {
      memory.setWord(0x8000_0000_ABCD_E107, at: GPA(0x1008))
      let page = try #require(walker().walk(GVA(0x1234), userStore).translation)
      #expect(page.address == GPA(0xABCD_E234) && page.pageSize == .kib4)
      #expect(page.rights == .read | .write | .user && page.isDirty && page.isGlobal)
      #expect(memory.word(at: GPA(0x1008)) == 0x8000_0000_ABCD_E167)
      for address in [0x2000, 0x3000, 0x4000] as [UInt64] { #expect(memory.word(at: GPA(address))?.isAccessed == true) }
    }

    @Test func largePages() {
      memory.setWord(0x4000_1087, at: GPA(0x2008))
      memory.setWord(0x1_4000_0087, at: GPA(0x3008))
      #expect(walker().walk(GVA(0x2A_BCDE), userLoad).address == 0x400A_BCDE)
      #expect(walker().walk(GVA(0x5234_5678), userLoad).address == 0x1_5234_5678)
      #expect(walker(gib1: false).walk(GVA(0x5234_5678), userLoad).fault == PageFault(.reservedBit, at: PageLevel(3)))
    }

    private static let reserved: [(UInt64, UInt64, UInt64)] = [
      (0x1000, 0x10_0000_0007, 1), (0x2000, 0x2087, 2), (0x2000, 0x10_0087, 2), (0x3000, 0x2087, 3),
      (0x3000, 0x2000_0087, 3), (0x4000, 0x3087, 4), (0x4000, 0x8_0010_0000_3007, 4),
    ]

    @Test(arguments: reserved) func reservedBits(_ address: UInt64, _ entry: UInt64, _ level: UInt64) {
      memory.setWord(entry, at: GPA(address))
      #expect(walker(bits: 36).walk(GVA(0), userLoad).fault == PageFault(.reservedBit, at: PageLevel(level)))
    }

    @Test func executeDisableWithoutNXEIsReserved() {
      memory.setWord(0x8000_0000_0000_9007, at: GPA(0x1000))
      let (walker, fault) = (walker(.smep), PageFault(.reservedBit, at: .leaf))
      #expect(walker.walk(GVA(0), userFetch).fault == fault)
      #expect(walker.exception(for: fault, GVA(0), userFetch) == .pageFault(errorCode: code(0x1D), cr2: GVA(0)))
    }

    @Test func aFaultKeepsTheLeafUntouched() {
      memory.setWord(0x9005, at: GPA(0x1000))
      #expect(walker().walk(GVA(0x1000), userLoad).fault == PageFault(.notPresent, at: .leaf))
      #expect(walker().walk(GVA(0), userStore).fault == PageFault(.protection, at: .leaf))
      #expect(memory.word(at: GPA(0x1000)) == 0x9005 && memory.word(at: GPA(0x2000)) == 0x1027)
      #expect(walker().walk(GVA(0), store).address == 0x9000)
      #expect(walker(.writeProtect).walk(GVA(0), store).fault == PageFault(.protection, at: .leaf))
    }

    @Test func everyClassIsAsked() {
      memory.setWord(0x9007, at: GPA(0x1000))
      let all = X86Controls(rawValue: 0xF)
      #expect(walker(all).walk(GVA(0), userLoad).translation?.permitted == AccessClassSet(rawValue: 0b1100_0111))
    }

    @Test func canonicalAddresses() {
      let four = PageFault(.nonCanonical, at: PageLevel(4))
      #expect(walker().walk(GVA(0x8000_0000_0000), load).fault == four)
      #expect(walker().walk(GVA(0xFFFF_7FFF_FFFF_FFFF), load).fault == four)
      #expect(walker().walk(GVA(0xFFFF_8000_0000_0000), load).fault == PageFault(.notPresent, at: PageLevel(4)))
      let five = PageFault(.nonCanonical, at: PageLevel(5))
      #expect(walker(levels: 5).walk(GVA(0x100_0000_0000_0000), load).fault == five)
      #expect(walker(levels: 5).walk(GVA(0xFEFF_FFFF_FFFF_FFFF), load).fault == five)
      #expect(walker(levels: 5).walk(GVA(0x8000_0000_0000), load).fault == PageFault(.notPresent, at: PageLevel(4)))
      #expect(walker(levels: 5).walk(GVA(0xFF00 << 48), load).fault == PageFault(.notPresent, at: PageLevel(5)))
      #expect(walker().exception(for: four, GVA(1 << 47), load) == .generalProtection)
    }

    @Test func fiveLevels() {
      memory.setWord(0x4007, at: GPA(0x5018))
      memory.setWord(0x9007, at: GPA(0x1000))
      #expect(walker(levels: 5).walk(GVA(0x3_0000_0000_0000), userLoad).address == 0x9000)
      #expect(memory.word(at: GPA(0x5018)) == 0x4027)
      memory.setWord(0x4087, at: GPA(0x5018))
      let fault = PageFault(.reservedBit, at: PageLevel(5))
      #expect(walker(levels: 5).walk(GVA(0x3_0000_0000_0000), userLoad).fault == fault)
    }

    @Test func userKeys() {
      memory.setWord(0x0800_0000_0000_9007, at: GPA(0x1000))  // key 1
      memory.setWord(0x1000_0000_0000_9007, at: GPA(0x1008))  // key 2
      let walker = walker(.userKeys | .writeProtect, keys: X86ProtectionKeys(pkru: 0b10_01_00))  // AD1, WD2
      let fault = PageFault(.protectionKey, at: .leaf)
      #expect(walker.walk(GVA(0), userLoad).fault == fault && walker.walk(GVA(0), load).fault == fault)
      #expect(walker.walk(GVA(0), userFetch).address == 0x9000)
      #expect(walker.walk(GVA(0x1000), userStore).fault == fault && walker.walk(GVA(0x1000), store).fault == fault)
      #expect(walker.walk(GVA(0x1000), load).translation?.permitted == AccessClassSet(rawValue: 0b0110_1101))
      #expect(walker.exception(for: fault, GVA(0), userLoad) == .pageFault(errorCode: code(0x25), cr2: GVA(0)))
    }

    @Test func writeDisableNeedsWriteProtectInSupervisorMode() {
      memory.setWord(0x0800_0000_0000_9007, at: GPA(0x1000))
      let walker = walker(.userKeys, keys: X86ProtectionKeys(pkru: 0b10_00))
      #expect(walker.walk(GVA(0), userStore).fault == PageFault(.protectionKey, at: .leaf))
      #expect(walker.walk(GVA(0), store).address == 0x9000)
    }

    @Test func supervisorKeys() {
      memory.setWord(0x0800_0000_0000_9003, at: GPA(0x1000))
      let keys = X86ProtectionKeys(pkru: 0, pkrs: 0b01_00)
      let fault = PageFault(.protectionKey, at: .leaf)
      #expect(walker(.supervisorKeys, keys: keys).walk(GVA(0), load).fault == fault)
      #expect(walker(.supervisorKeys, keys: keys).walk(GVA(0), userLoad).fault == fault)
      #expect(walker(.supervisorKeys, keys: keys).walk(GVA(0), userFetch).fault == PageFault(.protection, at: .leaf))
      #expect(walker(.userKeys, keys: keys).walk(GVA(0), load).address == 0x9000)
    }

    @Test func tablesMayLieOutsideMemoryAndInThemselves() {
      memory.setWord(0xF_FFFF_FFFF_F007, at: GPA(0x2000))
      #expect(walker().walk(GVA(0), load).fault == PageFault(.tableOutsideMemory, at: .leaf))
      memory.setWord(0x4007, at: GPA(0x4000))
      #expect(walker().walk(GVA(0), userStore).address == 0x4000)
      #expect(memory.word(at: GPA(0x4000)) == 0x4067)
    }
  }

  @Suite struct PAE {
    let memory: ReferenceMemory<GuestPhysical> = chain(7)

    func walker(_ controls: X86Controls = .noExecute, bits: UInt8 = 36) -> ReferenceX86PAE {
      ReferenceX86PAE(
        memory: memory, pointers: [0x2001, 0, 0xF_0000_0001, 0x2001],
        configuration: X86Configuration(controls: controls, maxPhysicalAddressBits: bits))
    }

    @Test func pages() {
      memory.setWord(0x8_0000_9007, at: GPA(0x1FF8))
      memory.setWord(0x8_0020_1087, at: GPA(0x2008))
      #expect(walker().walk(GVA(0xC01F_F123), userStore).address == 0x8_0000_9123)
      #expect(memory.word(at: GPA(0x1FF8)) == 0x8_0000_9067 && memory.word(at: GPA(0x2000)) == 0x1027)
      let large = walker().walk(GVA(0x23_4567), userLoad).translation
      #expect(large?.address == GPA(0x8_0023_4567) && large?.pageSize == .mib2)
    }

    @Test func pointersGrantEverything() {
      memory.setWord(0x9007, at: GPA(0x1000))
      #expect(walker().walk(GVA(0), userLoad).translation?.rights == .all)
    }

    @Test func absence() {
      #expect(walker().walk(GVA(0x4000_0000), load).fault == PageFault(.notPresent, at: PageLevel(3)))
      #expect(walker().walk(GVA(0x8000_0000), load).fault == PageFault(.tableOutsideMemory, at: PageLevel(2)))
      #expect(walker().walk(GVA(0x20_0000), load).fault == PageFault(.notPresent, at: PageLevel(2)))
      #expect(walker().walk(GVA(0x1000), load).fault == PageFault(.notPresent, at: .leaf))
      #expect(walker().walk(GVA(0x1_0000_0000), load).fault == PageFault(.nonCanonical, at: PageLevel(2)))
    }

    private static let reserved: [(UInt64, UInt64, UInt64)] = [
      (0x1000, 0x10_0000_9007, 1), (0x1000, 0x4000_0000_0000_9007, 1), (0x1000, 0x0010_0000_0000_9007, 1),
      (0x2000, 0x4000_0000_0000_1007, 2), (0x2000, 0x2087, 2), (0x2000, 0x10_0087, 2),
    ]

    @Test(arguments: reserved) func reservedBits(_ address: UInt64, _ entry: UInt64, _ level: UInt64) {
      memory.setWord(entry, at: GPA(address))
      #expect(walker().walk(GVA(0), load).fault == PageFault(.reservedBit, at: PageLevel(level)))
    }

    @Test func executeDisable() {
      memory.setWord(0x8000_0000_0000_9007, at: GPA(0x1000))
      #expect(walker().walk(GVA(0), fetch).fault == PageFault(.protection, at: .leaf))
      #expect(walker(.none).walk(GVA(0), load).fault == PageFault(.reservedBit, at: .leaf))
    }

    @Test(arguments: [0x2, 0x4, 0x20, 0x40, 0x80, 0x100, 0x10_0000_0000, 1 << 63] as [UInt64])
    func aLoadOfCR3ChecksReservedBits(_ bit: UInt64) {
      let configuration = X86Configuration(controls: .noExecute, maxPhysicalAddressBits: 36)
      memory.setWord(0x2019, at: GPA(0x5020))
      memory.setWord(bit, at: GPA(0x5028))
      func load() -> [UInt64]? {
        ReferenceX86PAE.loadPointers(from: memory, cr3: GPA(0x5020), configuration: configuration)
      }
      #expect(load() == [0x2019, bit, 0, 0])
      memory.setWord(bit | 1, at: GPA(0x5028))
      #expect(load() == nil)
    }

    @Test func absentPointersReadAsZero() {
      let configuration = X86Configuration(controls: .none)
      let pointers = ReferenceX86PAE.loadPointers(from: memory, cr3: GPA(0xFFFF_FFE0), configuration: configuration)
      #expect(pointers == [0, 0, 0, 0])
    }
  }

  @Suite struct Legacy32 {
    let memory = ReferenceMemory<GuestPhysical>(frameCount: 3)

    func walker(
      _ controls: X86Controls = .pageSizeExtensions, bits: UInt8 = 40, pse36: Bool = true
    ) -> ReferenceX86Legacy32 {
      ReferenceX86Legacy32(
        memory: memory, root: GPA(0x2000),
        configuration: X86Configuration(controls: controls, maxPhysicalAddressBits: bits, hasPSE36: pse36))
    }

    @Test func aSmallPage() {
      memory.setHalfWord(0x1007, at: GPA(0x2004))  // linear addresses from 4 MiB
      memory.setHalfWord(0xABCD_E107, at: GPA(0x1FFC))
      memory.setHalfWord(0x1111_1110, at: GPA(0x1FF8))
      let page = walker().walk(GVA(0x7F_F123), userStore).translation
      #expect(page?.address == GPA(0xABCD_E123) && page?.pageSize == .kib4 && page?.rights == .all)
      #expect(page?.isGlobal == true)
      #expect(memory.word(at: GPA(0x1FF8)) == 0xABCD_E167_1111_1110)
      #expect(memory.word(at: GPA(0x2000)) == 0x0000_1027_0000_0000)
    }

    @Test func aLargePage() {
      memory.setHalfWord(0xFFDF_F087, at: GPA(0x2000))  // bits 20:13 are 1, bit 21 is 0
      let page = walker().walk(GVA(0x3F_1234), userLoad).translation
      #expect(page?.address == GPA(0xFF_FFFF_1234) && page?.pageSize == PageSize(shift: 22))
      #expect(memory.halfWord(at: GPA(0x2000)) == 0xFFDF_F0A7)
    }

    private static let reserved: [(UInt64, UInt8, Bool)] = [
      (0x20_0087, 40, true), (0x10_0087, 39, true), (0x2_0087, 36, true), (0x2087, 32, true), (0x2087, 40, false),
    ]

    @Test(arguments: reserved) func reservedBits(_ entry: UInt64, _ bits: UInt8, _ pse36: Bool) {
      memory.setHalfWord(entry, at: GPA(0x2000))
      let walker = walker(bits: bits, pse36: pse36)
      #expect(walker.walk(GVA(0), load).fault == PageFault(.reservedBit, at: PageLevel(2)))
    }

    @Test func addressBitsBelowTheReservedOnes() {
      memory.setHalfWord(0x1_E087, at: GPA(0x2000))
      #expect(walker(bits: 36).walk(GVA(0), load).address == 0xF_0000_0000)
      #expect(walker(bits: 52).walk(GVA(0), load).address == 0xF_0000_0000)
    }

    @Test func withoutPSETheFlagIsIgnored() {
      memory.setHalfWord(0x1087, at: GPA(0x2000))
      memory.setHalfWord(0x9087, at: GPA(0x1000))
      #expect(walker(.none).walk(GVA(0), userLoad).address == 0x9000)
    }

    @Test func nothingForbidsFetchesButSMEP() {
      memory.setHalfWord(0x87, at: GPA(0x2000))
      #expect(walker(.pageSizeExtensions | .noExecute).walk(GVA(0), fetch).address == 0)
      let fault = PageFault(.protection, at: PageLevel(2))
      #expect(walker(.pageSizeExtensions | .smep).walk(GVA(0), fetch).fault == fault)
    }

    @Test func absence() {
      memory.setHalfWord(0xFFFF_F007, at: GPA(0x2000))
      #expect(walker().walk(GVA(0), load).fault == PageFault(.tableOutsideMemory, at: .leaf))
      #expect(walker().walk(GVA(0x40_0000), load).fault == PageFault(.notPresent, at: PageLevel(2)))
      #expect(walker().walk(GVA(1 << 32), load).fault == PageFault(.nonCanonical, at: PageLevel(2)))
    }

    @Test func executeDisableIsNotReported() {
      let fault = PageFault(.notPresent, at: .leaf)
      let exception = walker(.noExecute).exception(for: fault, GVA(0), userFetch)
      #expect(exception == .pageFault(errorCode: code(4), cr2: GVA(0)))
      let withSMEP = walker(.smep).exception(for: fault, GVA(0), userFetch)
      #expect(withSMEP == .pageFault(errorCode: code(0x14), cr2: GVA(0)))
    }
  }

  @Suite struct EPT {
    let memory: ReferenceMemory<HostPhysical> = chain(7)

    func walker(_ controls: EPTControls = .mib2Pages | .gib1Pages, bits: UInt8 = 36) -> ReferenceEPT {
      ReferenceEPT(memory: memory, root: HPA(0x4000), controls: controls, maxPhysicalAddressBits: bits)
    }

    @Test func pages() {
      memory.setWord(0x9037, at: HPA(0x1008))
      memory.setWord(0x4000_00B7, at: HPA(0x2008))
      memory.setWord(0x8_4000_00B7, at: HPA(0x3008))
      #expect(walker().walk(GPA(0x1234), userStore).address == 0x9234)
      #expect(walker().walk(GPA(0x2A_BCDE), load).address == 0x400A_BCDE)
      #expect(walker().walk(GPA(0x5234_5678), load).address == 0x8_5234_5678)
      let page = walker().walk(GPA(0x1000), fetch).translation
      #expect(page?.rights == .all && page?.permitted == .all && page?.isDirty == true && page?.isGlobal == false)
      #expect(memory.word(at: HPA(0x1008)) == 0x9037 && memory.word(at: HPA(0x4000)) == 0x3007)
    }

    @Test func accessedAndDirtyFlags() {
      memory.setWord(0x9033, at: HPA(0x1000))
      let walker = walker(.accessedDirty)
      #expect(walker.walk(GPA(0), fetch).fault == PageFault(.protection, at: .leaf))
      #expect(memory.word(at: HPA(0x1000)) == 0x9033 && memory.word(at: HPA(0x2000)) == 0x1107)
      #expect(walker.walk(GPA(0), load).translation?.isDirty == false)
      #expect(memory.word(at: HPA(0x1000)) == 0x9133)
      #expect(walker.walk(GPA(0), store).translation?.isDirty == true)
      #expect(memory.word(at: HPA(0x1000)) == 0x9333)
    }

    private static let malformed: [(UInt64, UInt64, UInt64)] = [
      (0x1000, 0x9032, 1), (0x1000, 0x9036, 1), (0x1000, 0x9034, 1), (0x1000, 0x10_0000_9037, 1),
      (0x1000, 0x9017, 1), (0x1000, 0x901F, 1), (0x1000, 0x903F, 1), (0x2000, 0x100F, 2), (0x2000, 0x1047, 2),
      (0x2000, 0x10_00B7, 2), (0x2000, 0x10B7, 2), (0x3000, 0x2000_00B7, 3), (0x3000, 0x2017, 3), (0x4000, 0x3087, 4),
      (0x4000, 0x300F, 4), (0x3000, 0x2002, 3),
    ]

    @Test(arguments: malformed) func misconfigurations(_ address: UInt64, _ entry: UInt64, _ level: UInt64) {
      memory.setWord(entry, at: HPA(address))
      #expect(walker().walk(GPA(0), load).fault == PageFault(.reservedBit, at: PageLevel(level)))
    }

    @Test func whatNobodyReadsIsNotMisconfigured() {
      memory.setWord(0xFFFF_FFFF_FFFF_FFF8, at: HPA(0x1000))
      #expect(walker().walk(GPA(0), load).fault == PageFault(.notPresent, at: .leaf))
      memory.setWord(0xFFF0_0000_0000_9CB7, at: HPA(0x1000))  // bits 63:52, 11:10 and 7 of a PTE are ignored
      #expect(walker().walk(GPA(0), load).address == 0x9000)
    }

    @Test func unsupportedLargePages() {
      memory.setWord(0x4000_00B7, at: HPA(0x2000))
      #expect(walker(.gib1Pages).walk(GPA(0), load).fault == PageFault(.reservedBit, at: PageLevel(2)))
      memory.setWord(0x4000_00B7, at: HPA(0x3000))
      #expect(walker(.mib2Pages).walk(GPA(0), load).fault == PageFault(.reservedBit, at: PageLevel(3)))
    }

    @Test func executeOnly() {
      memory.setWord(0x9034, at: HPA(0x1000))
      #expect(walker(.executeOnly).walk(GPA(0), fetch).translation?.permitted == AccessClassSet(rawValue: 0b0010_0100))
      #expect(walker(.executeOnly).walk(GPA(0), load).fault == PageFault(.protection, at: .leaf))
    }

    @Test func modeBasedExecute() {
      memory.setWord(0x3407, at: HPA(0x4000))
      memory.setWord(0x2407, at: HPA(0x3000))
      memory.setWord(0x1407, at: HPA(0x2000))
      memory.setWord(0x9430, at: HPA(0x1000))
      #expect(walker(.none).walk(GPA(0), load).fault == PageFault(.notPresent, at: .leaf))
      #expect(walker(.modeBasedExecute).walk(GPA(0), load).fault == PageFault(.reservedBit, at: .leaf))
      let both = walker(.modeBasedExecute | .executeOnly)
      #expect(both.walk(GPA(0), userFetch).translation?.rights == .user | .userExecute)
      #expect(both.walk(GPA(0), fetch).fault == PageFault(.protection, at: .leaf))
      memory.setWord(0x9031, at: HPA(0x1000))
      #expect(both.walk(GPA(0), userFetch).fault == PageFault(.protection, at: .leaf))
    }

    @Test func rightsAreThoseOfTheWholePath() {
      memory.setWord(0x9037, at: HPA(0x1000))
      memory.setWord(0x2001, at: HPA(0x3000))
      #expect(walker().rights(at: GPA(0)) == .read | .user)
      #expect(walker().walk(GPA(0), store).fault == PageFault(.protection, at: .leaf))
      #expect(walker().rights(at: GPA(0x1000)) == .none)
    }

    @Test func beyondTheTables() {
      #expect(walker().walk(GPA(1 << 48), load).fault == PageFault(.nonCanonical, at: PageLevel(4)))
      memory.setWord(0x7_FFFF_F007, at: HPA(0x3000))
      #expect(walker().walk(GPA(0), load).fault == PageFault(.tableOutsideMemory, at: PageLevel(2)))
    }
  }

  @Suite struct NPT {
    let memory: ReferenceMemory<HostPhysical> = chain(7)

    func walker(_ controls: X86Controls = .noExecute, reservesBit8: Bool = false) -> ReferenceNPT {
      ReferenceNPT(
        memory: memory, root: HPA(0x4000), configuration: X86Configuration(controls: controls),
        reservesBit8: reservesBit8)
    }

    @Test func everyAccessIsAUserAccess() {
      memory.setWord(0x9105, at: HPA(0x1000))
      let page = walker(X86Controls(rawValue: 0xF)).walk(GPA(0x123), load).translation
      #expect(page?.address == HPA(0x9123) && page?.permitted == AccessClassSet(rawValue: 0b0110_1101))
      #expect(page?.isGlobal == false && page?.isDirty == false)
      #expect(walker(.none).walk(GPA(0), store).fault == PageFault(.protection, at: .leaf))
      memory.setWord(0x9003, at: HPA(0x1000))
      #expect(walker().walk(GPA(0), load).fault == PageFault(.protection, at: .leaf))
    }

    @Test func largePagesAndFlags() {
      memory.setWord(0x4000_0087, at: HPA(0x2008))
      #expect(walker().walk(GPA(0x2A_BCDE), userStore).address == 0x400A_BCDE)
      #expect(memory.word(at: HPA(0x2008)) == 0x4000_00E7 && memory.word(at: HPA(0x3000)) == 0x2027)
    }

    @Test func bit8OfUpperEntries() {
      memory.setWord(0x9007, at: HPA(0x1000))
      memory.setWord(0x2107, at: HPA(0x3000))
      #expect(walker().walk(GPA(0), userLoad).address == 0x9000)
      #expect(walker(reservesBit8: true).walk(GPA(0), userLoad).fault == PageFault(.reservedBit, at: PageLevel(3)))
    }

    @Test func faults() {
      memory.setWord(0x8000_0000_0000_9007, at: HPA(0x1000))
      #expect(walker().walk(GPA(0), userFetch).fault == PageFault(.protection, at: .leaf))
      #expect(walker(.none).walk(GPA(0), userLoad).fault == PageFault(.reservedBit, at: .leaf))
      #expect(walker().walk(GPA(0x1000), userLoad).fault == PageFault(.notPresent, at: .leaf))
      #expect(walker().walk(GPA(1 << 48), userLoad).fault == PageFault(.nonCanonical, at: PageLevel(4)))
    }
  }

  @Suite struct Exits {
    private func qualification(
      _ reason: PageFault.Reason, _ access: GuestAccess, inTable: Bool = false, gva: GVA? = GVA(0x5000),
      _ rights: AccessRights, _ controls: EPTControls = .none
    ) -> UInt64 {
      ReferenceEPTExit(
        PageFault(reason, at: .leaf), gpa: GPA(0x9000), access: access, isTableAccess: inTable, gva: gva,
        rights: rights,
        controls: controls
      ).exitQualification
    }

    @Test func violations() {
      #expect(qualification(.notPresent, userLoad, .all) == 0x181)
      #expect(qualification(.protection, store, .read | .user) == 0x18A)
      #expect(qualification(.protection, fetch, .read | .write | .user) == 0x19C)
      #expect(qualification(.protection, load, inTable: true, .execute) == 0xA1)
      #expect(qualification(.protection, load, inTable: true, .read, .accessedDirty) == 0x8B)
      #expect(qualification(.notPresent, load, gva: nil, .none) == 0x1)
      #expect(qualification(.protection, userFetch, .read | .userExecute) == 0x18C)
      #expect(qualification(.protection, store, .read | .userExecute, .modeBasedExecute) == 0x1CA)
    }

    @Test func misconfigurations() {
      let exit = ReferenceEPTExit(
        PageFault(.reservedBit, at: .leaf), gpa: GPA(0x9000), access: load, isTableAccess: false, gva: GVA(0),
        rights: .all, controls: .none)
      #expect(exit.exitReason == 49 && exit.exitQualification == 0 && exit.guestPhysicalAddress == GPA(0x9000))
    }

    private static let refusals: [(PageFault.Reason, GuestAccess, Bool, X86Controls, UInt64)] = [
      (.notPresent, userLoad, false, .none, 0x1_0000_0004), (.protection, store, false, .none, 0x1_0000_0007),
      (.protection, fetch, false, .noExecute, 0x1_0000_0015), (.protection, fetch, false, .none, 0x1_0000_0005),
      (.notPresent, fetch, false, .smep, 0x1_0000_0014), (.protection, userLoad, true, .none, 0x2_0000_0007),
      (.reservedBit, userFetch, true, .noExecute, 0x2_0000_000F), (.reservedBit, load, false, .none, 0x1_0000_000D),
      (.tableOutsideMemory, load, true, .none, 0x2_0000_0006), (.nonCanonical, load, false, .none, 0x1_0000_0004),
    ]

    @Test(arguments: refusals) func nestedPageFaults(
      _ reason: PageFault.Reason, _ access: GuestAccess, _ inTable: Bool, _ controls: X86Controls, _ info: UInt64
    ) {
      let exit = ReferenceNPTExit(
        PageFault(reason, at: .leaf), gpa: GPA(0x9123), access: access, isTableAccess: inTable, controls: controls)
      #expect(exit.exitInfo1 == info && exit.exitInfo2 == 0x9123)
    }
  }
}

extension ReferenceWalkResult {
  fileprivate var translation: ReferenceTranslation<Space>? {
    if case .mapped(let translation) = self { translation } else { nil }
  }

  fileprivate var address: UInt64? { translation?.address.rawValue }

  fileprivate var fault: PageFault? {
    if case .fault(let fault) = self { fault } else { nil }
  }
}

extension UInt64 {
  fileprivate var isAccessed: Bool { self & 0x20 != 0 }
}
