import MMUCore
import MMUReference
import Testing

/// The reference checked by itself, where a slip could hide one in the core.
@Suite struct ReferenceTests {
  @Test func memoryHasBounds() {
    let memory = ReferenceMemory<GuestPhysical>(frameCount: 2)
    memory.setWord(5, at: GPA(8184))
    memory.setWord(6, at: GPA(8192))
    #expect(memory.word(at: GPA(8184)) == 5 && memory.word(at: GPA(0)) == 0)
    #expect(memory.word(at: GPA(8192)) == nil && memory.frameCount == 2)
  }

  @Test func aWalkReadsItsTables() {
    let memory = ReferenceMemory<GuestPhysical>(frameCount: 5)
    for frame in 1...3 as ClosedRange<UInt64> { memory.setWord((frame + 1) << 12 | 7, at: GPA(frame << 12)) }
    memory.setWord(0xABC_D007, at: GPA(4 << 12))
    let walker = ReferenceX86Long(
      memory: memory, root: GPA(1 << 12), configuration: X86Configuration(controls: .none))
    let page = ReferenceTranslation(
      address: GPA(0xABC_D123), pageSize: .kib4, rights: .all, permitted: .all, isDirty: true, isGlobal: false)
    #expect(walker.walk(GVA(0x123), GuestAccess(.store, .user)) == .mapped(page))
    #expect(memory.word(at: GPA(4 << 12)) == 0xABC_D067)
    let exception = X86Exception.pageFault(errorCode: X86PageFaultCode(rawValue: 6), cr2: GVA(0x1000))
    let fault = PageFault(.notPresent, at: .leaf)
    #expect(walker.walk(GVA(0x1000), GuestAccess(.store, .user)) == .fault(fault))
    #expect(walker.exception(for: fault, GVA(0x1000), GuestAccess(.store, .user)) == exception)
  }
}
