import MMUCore
import MMUReference
import Testing

/// The RISC-V references by hand: Privileged Architecture 1.13.
@Suite struct ReferenceRISCVTests {
  /// VPNs 0x48, 0x1A2, 0x167 and offset 0xABC.
  private static let gva = GVA(0x12_3456_7ABC)
  private static let load = GuestAccess(.load, .supervisor)
  private static let store = GuestAccess(.store, .supervisor)
  private static let userLoad = GuestAccess(.load, .user)

  private func memory<Space>(_ words: [UInt64: UInt64]) -> ReferenceMemory<Space> {
    let memory = ReferenceMemory<Space>(frameCount: 16)
    for (address, word) in words { memory.setWord(word, at: Address(address)) }
    return memory
  }

  /// Sv39 with pointers in frames 1 and 2, so that the leaf is in frame 3.
  private func sv39(leaf: UInt64, _ controls: RISCVControls = .none) -> ReferenceRISCVSv39 {
    ReferenceRISCVSv39(
      memory: memory([0x1240: 0x801, 0x2D10: 0xC01, 0x3B38: leaf]), root: GPA(0x1000), controls: controls)
  }

  private func fault(_ reason: PageFault.Reason, _ level: UInt64) -> PageFault {
    PageFault(reason, at: PageLevel(level))
  }

  @Test func sv39MapsAPage() {
    let all = AccessRights.all
    let page = ReferenceTranslation(
      address: GPA(0x89AB_CABC), pageSize: .kib4, rights: all, permitted: AccessClassSet(rawValue: 0b0000_0111),
      isDirty: true, isGlobal: false)
    #expect(sv39(leaf: 0x226A_F0DF).walk(Self.gva, Self.userLoad) == .mapped(page))
    #expect(sv39(leaf: 0x226A_F0DF).walk(Self.gva, Self.load) == .fault(fault(.protection, 1)))
  }

  @Test func sv32HasHalfWordsAndThirtyFourBits() {
    // VPNs 0x48 and 0x345; the PPN has 22 bits.
    let memory: ReferenceMemory<GuestPhysical> = memory([0x1120: 0x801, 0x2D10: 0xFFFF_FC0F_1234_5678])
    let paging = ReferenceRISCVSv32(memory: memory, root: GPA(0x1000), controls: .hardwareAccessedDirty)
    guard case .mapped(let page) = paging.walk(GVA(0x1234_5678), Self.store) else {
      Issue.record("not mapped")
      return
    }
    #expect(page.address == GPA(0x3_FFFF_F678) && page.pageSize == .kib4 && page.isDirty)
    #expect(memory.word(at: GPA(0x2D10)) == 0xFFFF_FCCF_1234_5678)
    #expect(paging.walk(GVA(1 << 32), Self.load) == .fault(fault(.nonCanonical, 2)))
  }

  @Test func sv32MegapagesAreFourMebibytes() {
    let paging = ReferenceRISCVSv32(memory: memory([0x1120: 0x0010_00CF]), root: GPA(0x1000), controls: .none)
    guard case .mapped(let page) = paging.walk(GVA(0x1234_5678), Self.store) else {
      Issue.record("not mapped")
      return
    }
    #expect(page.address == GPA(0x0074_5678) && page.pageSize.shift == 22)
    let misaligned = ReferenceRISCVSv32(memory: memory([0x1120: 0x0010_04CF]), root: GPA(0x1000), controls: .none)
    #expect(misaligned.walk(GVA(0x1234_5678), Self.store) == .fault(fault(.reservedBit, 2)))
  }

  @Test func superpagesAreAligned() {
    // A gigapage at PPN 0x40000 and one a page further.
    let aligned = ReferenceRISCVSv39(memory: memory([0x1240: 0x1000_00CF]), root: GPA(0x1000), controls: .none)
    guard case .mapped(let page) = aligned.walk(Self.gva, Self.load) else {
      Issue.record("not mapped")
      return
    }
    #expect(page.address == GPA(0x7456_7ABC) && page.pageSize == .gib1)
    let misaligned = ReferenceRISCVSv39(memory: memory([0x1240: 0x1000_04CF]), root: GPA(0x1000), controls: .none)
    // Step 5 is before the permissions, which forbid the user.
    #expect(misaligned.walk(Self.gva, Self.userLoad) == .fault(fault(.reservedBit, 3)))
  }

  @Test func reservedEncodingsFault() {
    #expect(sv39(leaf: ~1).walk(Self.gva, Self.load) == .fault(fault(.notPresent, 1)))
    // R = 0 with W = 1; a pointer at the lowest level; bits 54, 60; bits 61, 62, 63 without their extensions.
    let leaves: [UInt64] = [0xC5, 0x1] + [54, 60, 61, 62, 63].map { 0xCF | 1 << $0 }
    for leaf in leaves {
      #expect(sv39(leaf: leaf).walk(Self.gva, Self.load) == .fault(fault(.reservedBit, 1)), "\(leaf)")
    }
    // In a pointer U, A, D, and bits 54 and up, whatever is implemented. The RSW bits and G are not reserved.
    for bit in [4, 6, 7, 54, 60, 61, 62, 63] as [UInt64] {
      let paging = ReferenceRISCVSv39(
        memory: memory([0x1240: 0x801 | 1 << bit]), root: GPA(0x1000), controls: .napot | .pageBasedMemoryTypes)
      #expect(paging.walk(Self.gva, Self.load) == .fault(fault(.reservedBit, 3)), "\(bit)")
    }
    let rsw = ReferenceRISCVSv39(memory: memory([0x1240: 0xB21]), root: GPA(0x1000), controls: .none)
    #expect(rsw.walk(Self.gva, Self.load) == .fault(fault(.notPresent, 2)))
  }

  @Test func svpbmtReservesThree() {
    for type in 0...2 as ClosedRange<UInt64> {
      let paging = sv39(leaf: 0xCF | type << 61, .pageBasedMemoryTypes)
      #expect(paging.walk(Self.gva, Self.load) != .fault(fault(.reservedBit, 1)))
    }
    let reserved = sv39(leaf: 0xCF | 3 << 61, .pageBasedMemoryTypes)
    #expect(reserved.walk(Self.gva, Self.load) == .fault(fault(.reservedBit, 1)))
  }

  @Test func svnapotKnowsSixtyFourKibibytes() {
    // ppn 0x89AB8 stands for 0x89AB0 to 0x89ABF; VPN 0x167 picks 0x89AB7.
    let ranged: UInt64 = 1 << 63 | 0x89AB8 << 10 | 0xCF
    guard case .mapped(let page) = sv39(leaf: ranged, .napot).walk(Self.gva, Self.load) else {
      Issue.record("not mapped")
      return
    }
    #expect(page.address == GPA(0x89AB_7ABC) && page.pageSize.shift == 16)
    for ppn in [0x89AB4, 0x89AB0, 0x89AB9, 0x89ABC] as [UInt64] {
      let leaf = 1 << 63 | ppn << 10 | 0xCF
      #expect(sv39(leaf: leaf, .napot).walk(Self.gva, Self.load) == .fault(fault(.reservedBit, 1)))
    }
    let mega: UInt64 = 1 << 63 | 0x200 << 10 | 0xCF
    let paging = ReferenceRISCVSv39(
      memory: memory([0x1240: 0x801, 0x2D10: mega]), root: GPA(0x1000), controls: .napot)
    #expect(paging.walk(Self.gva, Self.load) == .fault(fault(.reservedBit, 2)))
  }

  /// V, A and D with R 2, W 4, X 8, U 16. Classes: user load, store, fetch, supervisor load, store, fetch, load, store.
  @Test func permissionsAreThoseOfTheLeaf() {
    let cases: [(leaf: UInt64, controls: RISCVControls, permitted: UInt8)] = [
      (0xC3, .none, 0b0100_1000), (0xC7, .none, 0b1101_1000), (0xC9, .none, 0b0010_0000), (0xCF, .none, 0b1111_1000),
      (0xD3, .none, 0b0000_0001), (0xDF, .none, 0b0000_0111), (0xDF, .supervisorUserMemory, 0b1101_1111),
      (0xC9, .makeExecutableReadable, 0b0110_1000), (0xD9, .makeExecutableReadable, 0b0000_0101),
    ]
    for (leaf, controls, permitted) in cases {
      for access in GuestAccess.everyClass {
        switch sv39(leaf: leaf, controls).walk(Self.gva, access) {
        case .mapped(let page):
          #expect(page.permitted.rawValue == permitted && page.permitted.contains(access.asSet), "\(leaf)")
        case .fault(let fault):
          #expect(fault == self.fault(.protection, 1) && permitted & access.asSet.rawValue == 0, "\(leaf)")
        }
      }
    }
  }

  @Test func svadeFaultsInOrder() {
    #expect(sv39(leaf: 0x0F).walk(Self.gva, Self.userLoad) == .fault(fault(.protection, 1)))
    #expect(sv39(leaf: 0x0F).walk(Self.gva, Self.store) == .fault(fault(.accessFlag, 1)))
    #expect(sv39(leaf: 0x8F).walk(Self.gva, Self.load) == .fault(fault(.accessFlag, 1)))
    #expect(sv39(leaf: 0x4F).walk(Self.gva, Self.store) == .fault(fault(.dirtyFlag, 1)))
    guard case .mapped(let page) = sv39(leaf: 0x4F).walk(Self.gva, Self.load) else {
      Issue.record("not mapped")
      return
    }
    #expect(!page.isDirty && page.permitted.rawValue == 0b0110_1000)
  }

  @Test func svaduWritesTheLeafAlone() {
    let paging = sv39(leaf: 0x0F, .hardwareAccessedDirty)
    guard case .mapped(let read) = paging.walk(Self.gva, Self.load) else {
      Issue.record("not mapped")
      return
    }
    #expect(!read.isDirty && read.permitted.rawValue == 0b1111_1000)
    #expect(paging.memory.word(at: GPA(0x3B38)) == 0x4F)
    #expect(paging.walk(Self.gva, Self.userLoad) == .fault(fault(.protection, 1)))
    _ = paging.walk(Self.gva, Self.store)
    #expect(paging.memory.word(at: GPA(0x3B38)) == 0xCF)
    #expect(paging.memory.word(at: GPA(0x1240)) == 0x801 && paging.memory.word(at: GPA(0x2D10)) == 0xC01)
  }

  @Test func addressesAreSignExtended() {
    let empty: ReferenceMemory<GuestPhysical> = memory([:])
    let sv39 = ReferenceRISCVSv39(memory: empty, root: GPA(0), controls: .none)
    let sv48 = ReferenceRISCVSv48(memory: empty, root: GPA(0), controls: .none)
    let sv57 = ReferenceRISCVSv57(memory: empty, root: GPA(0), controls: .none)
    typealias Walk = (GVA, GuestAccess) -> ReferenceWalkResult<GuestPhysical>
    let cases: [(width: UInt64, level: UInt64, walk: Walk)] = [
      (39, 3, sv39.walk), (48, 4, sv48.walk), (57, 5, sv57.walk),
    ]
    for (width, level, walk) in cases {
      let half: UInt64 = 1 << (width - 1)
      #expect(walk(GVA(half - 1), Self.load) == .fault(fault(.notPresent, level)))
      #expect(walk(GVA(0 &- half), Self.load) == .fault(fault(.notPresent, level)))
      #expect(walk(GVA(half), Self.load) == .fault(fault(.nonCanonical, level)))
      #expect(walk(GVA(0 &- half - 1), Self.load) == .fault(fault(.nonCanonical, level)))
    }
  }

  @Test func theSecondStageHasFourTimesTheRoot() {
    // The last entry of a 16 KiB root: a gigapage with U.
    let words: [UInt64: UInt64] = [0x7FF8: 0xFF, 0x4000: 0xEF]
    let paging = ReferenceRISCVSv39x4(memory: memory(words), root: HPA(0x4000), controls: .none)
    for access in GuestAccess.everyClass {
      guard case .mapped(let page) = paging.walk(GPA(0x1FF_FFFF_FFFF), access) else {
        Issue.record("not mapped")
        continue
      }
      #expect(page.address == HPA(0x3FFF_FFFF) && page.permitted == .all && !page.isGlobal)
      // U = 0 forbids whoever asks.
      #expect(paging.walk(GPA(0x123), access) == .fault(fault(.protection, 3)))
    }
    // hgatp.PPN[1:0] read as zeros.
    let unaligned = ReferenceRISCVSv39x4(memory: paging.memory, root: HPA(0x7000), controls: .none)
    #expect(unaligned.walk(GPA(0x123), Self.load) == .fault(fault(.protection, 3)))
    #expect(paging.walk(GPA(1 << 41), Self.load) == .fault(fault(.nonCanonical, 3)))
    #expect(paging.walk(GPA(UInt64.max), Self.load) == .fault(fault(.nonCanonical, 3)))
    let memory: ReferenceMemory<HostPhysical> = memory([:])
    let sv32x4 = ReferenceRISCVSv32x4(memory: memory, root: HPA(0x4000), controls: .none)
    memory.setHalfWord(0xDF, at: HPA(0x7FFC))
    #expect(sv32x4.walk(GPA(1 << 34), Self.load) == .fault(fault(.nonCanonical, 2)))
    guard case .mapped(let page) = sv32x4.walk(GPA(0x3_FFFF_FFFF), Self.load) else {
      Issue.record("not mapped")
      return
    }
    #expect(page.address == HPA(0x3F_FFFF))
    let sv48x4 = ReferenceRISCVSv48x4(memory: memory, root: HPA(0), controls: .none)
    #expect(sv48x4.walk(GPA(1 << 50), Self.load) == .fault(fault(.nonCanonical, 4)))
    let sv57x4 = ReferenceRISCVSv57x4(memory: memory, root: HPA(0), controls: .none)
    #expect(sv57x4.walk(GPA(1 << 59), Self.load) == .fault(fault(.nonCanonical, 5)))
  }

  @Test func aPointerMakesGlobal() {
    let words: [UInt64: UInt64] = [0x1240: 0x801, 0x2D10: 0xC21, 0x3B38: 0xCF]
    let paging = ReferenceRISCVSv39(memory: memory(words), root: GPA(0x1000), controls: .none)
    guard case .mapped(let page) = paging.walk(Self.gva, Self.load) else {
      Issue.record("not mapped")
      return
    }
    #expect(page.isGlobal)
  }

  @Test func tablesMayPointAnywhere() {
    // Every level reads the root again, whose entry 0 is a pointer to it.
    let recursive = ReferenceRISCVSv57(memory: memory([0x1000: 0x401]), root: GPA(0x1000), controls: .none)
    #expect(recursive.walk(GVA(0), Self.load) == .fault(fault(.reservedBit, 1)))
    let far = ReferenceRISCVSv48(memory: memory([0x1000: 0x3F_FFFF_FFFF_FC01]), root: GPA(0x1000), controls: .none)
    #expect(far.walk(GVA(0), Self.load) == .fault(fault(.tableOutsideMemory, 3)))
    let rootless = ReferenceRISCVSv39(memory: memory([:]), root: GPA(UInt64.max), controls: .none)
    #expect(rootless.walk(GVA(UInt64.max), Self.load) == .fault(fault(.tableOutsideMemory, 3)))
  }

  @Test func trapsHaveTheirRegisters() {
    func registers(_ reason: PageFault.Reason, _ kind: AccessKind, _ origin: ReferenceFaultOrigin, _ bits: Int = 64)
      -> [UInt64]
    {
      let trap = ReferenceRISCVTrap(
        fault(reason, 1), gva: GVA(0x1234), access: GuestAccess(kind, .user), origin: origin, entryBits: bits)
      return [trap.cause, trap.stval, trap.htval, trap.htinst]
    }
    let gpa = GPA(0x9008)
    #expect(registers(.notPresent, .fetch, .firstStage) == [12, 0x1234, 0, 0])
    #expect(registers(.dirtyFlag, .store, .firstStage) == [15, 0x1234, 0, 0])
    #expect(registers(.tableOutsideMemory, .load, .firstStage) == [5, 0x1234, 0, 0])
    #expect(registers(.tableOutsideMemory, .fetch, .secondStageOfWalk(gpa, isUpdate: false)) == [1, 0x1234, 0, 0])
    #expect(registers(.protection, .load, .secondStage(gpa)) == [21, 0x1234, 0x2402, 0])
    #expect(registers(.protection, .store, .secondStageOfWalk(gpa, isUpdate: false)) == [23, 0x1234, 0x2402, 0x3000])
    #expect(registers(.protection, .fetch, .secondStageOfWalk(gpa, isUpdate: true)) == [20, 0x1234, 0x2402, 0x3020])
    #expect(registers(.protection, .load, .secondStageOfWalk(gpa, isUpdate: true), 32) == [21, 0x1234, 0x2402, 0x2020])
    let read = ReferenceFaultOrigin.secondStageOfWalk(gpa, isUpdate: false)
    #expect(registers(.notPresent, .load, read, 32) == [21, 0x1234, 0x2402, 0x2000])
  }
}
