import MMUCore
import Testing
import Workload

/// How often a processor with a TLB that software fills enters its privileged mode, over a stream of loads: once a miss on the machine
/// alone, three times under a monitor, and 3 − 2h with a software TLB of hit ratio h.
@Suite struct PrivilegedEntryTests {
  /// Counts what it is told.
  private struct EntryCounter: FlowObserver {
    var entries: UInt64 = 0

    mutating func observe<Space: AddressSpace>(_ step: FlowStep, at gva: GVA, frame: FrameNumber<Space>) {}
    mutating func observe(_ step: FlowStep, at gva: GVA) { if step == .enterKernelMode { entries += 1 } }
    mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel) {}
  }

  private let memory: MappedBuffer
  private let words: MappedBuffer
  private let slotBuffer: MappedBuffer

  /// 64 pages in frames from 2 on; frames 0 and 1 are tables.
  init() throws {
    memory = try #require(MappedBuffer(byteCount: 66 << 12))
    words = try #require(MappedBuffer(byteCount: 1 << 16))
    slotBuffer = try #require(MappedBuffer(byteCount: 4096))
    let guest = GuestMemory(memory.bytes)
    guest.storeEntry(X86Legacy32Kernel.table(GFN(1).address), at: GPA(0), X86Legacy32.entrySize)
    for page in 0..<64 as Range<UInt64> {
      guest.storeEntry(
        X86Legacy32Kernel.page(GFN(2 + page).address, at: .leaf, .user), at: GPA(4096 + 4 * page),
        X86Legacy32.entrySize)
    }
  }

  private func words(_ range: Range<Int>) -> UnsafeMutableBufferPointer<UInt64> {
    UnsafeMutableBufferPointer(rebasing: words.bytes.bindMemory(to: UInt64.self)[range])
  }

  private func machine(isMonitored: Bool, softwareTLB: TLBGeometry?) -> SoftwareTLBMMU<X86Legacy32> {
    var slots = MemorySlots(storage: slotBuffer.bytes.bindMemory(to: MemorySlot.self))
    _ = slots.insert(MemorySlot(firstGuestFrame: GFN(2), firstHostFrame: HFN(1000), frameCount: 64))
    let (small, large) = (TLBGeometry(sets: 1, ways: 1), TLBGeometry(sets: 1, ways: 4))
    return SoftwareTLBMMU(
      tlb: HardwareTLB(small, large, words: words(0..<1024)),
      softwareTLB: softwareTLB.map {
        SetAssociativeTLB($0, words: words(1024..<2048), payloads: words(2048..<2048 + $0.capacity))
      },
      walker: PageWalker(memory: GuestMemory(memory.bytes), root: GPA(0), rules: X86Legacy32Kernel.rules), slots: slots,
      isMonitored: isMonitored)
  }

  private func run(_ machine: inout SoftwareTLBMMU<X86Legacy32>) -> UInt64 {
    var counter = EntryCounter()
    var random = RandomGenerator(seed: 42)
    for _ in 0..<5000 {
      let gva = GVA(random.next(below: 64) << 12)
      let outcome = machine.access(gva, GuestAccess(.load, .user), observer: &counter)
      #expect(outcome == .memory(HPA((1000 << 12) + gva.rawValue)))
    }
    return counter.entries
  }

  @Test func aMissOnTheMachineAloneTakesOneEntryAndNoExit() {
    var machine = machine(isMonitored: false, softwareTLB: nil)
    let entries = run(&machine)
    #expect(machine.counters.tlbMisses > 4000 && entries == machine.counters.tlbMisses)
    #expect(machine.counters.exits.total == 0)
  }

  @Test func aMissUnderAMonitorTakesThree() {
    var machine = machine(isMonitored: true, softwareTLB: nil)
    #expect(run(&machine) == 3 * machine.counters.tlbMisses)
    #expect(machine.counters.exits.total == 3 * machine.counters.tlbMisses)
  }

  @Test(arguments: [1, 4, 8, 16]) func aSoftwareTLBSavesTwoAHit(_ sets: Int) {
    var machine = machine(isMonitored: true, softwareTLB: TLBGeometry(sets: sets, ways: 4))
    let entries = run(&machine)
    let (misses, hits) = (machine.counters.tlbMisses, machine.counters.softwareHits)
    #expect(entries == 3 * misses - 2 * hits && entries == machine.counters.exits.total)
    #expect(sets == 1 || hits > 200)
    #expect(sets < 16 || misses - hits == 64, "it holds every page after its first miss")
  }

  /// Interrupts and system calls: one entry on the machine alone, two under a monitor.
  @Test(arguments: [KernelEntry.systemCall, .interrupt]) func aTrapTakesOneEntryOrTwo(_ entry: KernelEntry) {
    for isMonitored in [false, true] {
      var machine = machine(isMonitored: isMonitored, softwareTLB: nil)
      var counter = EntryCounter()
      for _ in 0..<10 {
        machine.enterKernel(entry, observer: &counter)
        machine.leaveKernel(observer: &counter)
      }
      #expect(counter.entries == (isMonitored ? 20 : 10))
      #expect(machine.counters.exits.total == (isMonitored ? 20 : 0))
    }
  }
}
