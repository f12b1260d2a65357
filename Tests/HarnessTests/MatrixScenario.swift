import Harness
import MMUCore
import MMUReference
import Testing
import Workload

/// A guest on two machines at once: the core's MMU with its TLB, and the reference's. Both must always answer alike.
struct MatrixScenario {
  /// What an access comes to, in a guest's words: where in physical memory, or an error code.
  enum Outcome: Equatable {
    case reaches(UInt64)
    case faults(UInt32)
  }

  static let root: UInt64 = 0x1000
  private let buffer: MappedBuffer
  private let memory: GuestMemory
  private let referenceMemory = ReferenceMemory<GuestPhysical>(frameCount: 16)
  private let storage: MappedBuffer
  private var core: NativeMMU<X86Long4, DirectMappedTLB>
  private var reference: ReferenceMMU

  init(_ controls: X86Controls) throws {
    buffer = try #require(MappedBuffer(byteCount: 16 * 4096))
    memory = GuestMemory(buffer.bytes)
    storage = try #require(MappedBuffer(byteCount: 8192))
    let slot = MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(0), frameCount: 1 << 20)
    let (first, second) = (storage.bytes.prefix(4096), storage.bytes.dropFirst(4096))
    var slots = MemorySlots(storage: UnsafeMutableRawBufferPointer(rebasing: second).bindMemory(to: MemorySlot.self))
    #expect(slots.insert(slot) == nil)
    let entries = UnsafeMutableRawBufferPointer(rebasing: first).bindMemory(to: TLBEntry.self)
    let configuration = X86Configuration(controls: controls)
    core = NativeMMU(
      tlb: DirectMappedTLB(storage: UnsafeMutableBufferPointer(rebasing: entries.prefix(16))),
      walker: PageWalker(memory: memory, root: GPA(Self.root), rules: configuration.rules), slots: slots)
    reference = ReferenceMMU(
      tlb: ReferenceTLB(capacity: 16),
      walker: ReferenceX86Long(memory: referenceMemory, root: GPA(Self.root), configuration: configuration),
      slots: [slot], asid: ASID(0))
  }

  /// Writes an entry of the table at an address.
  func set(_ table: UInt64, _ index: UInt64, _ entry: UInt64) {
    memory.store(entry, at: GPA(table + index * 8))
    referenceMemory.setWord(entry, at: GPA(table + index * 8))
  }

  /// What an entry holds, in both memories.
  func entry(_ table: UInt64, _ index: UInt64) -> UInt64? {
    let place = GPA(table + index * 8)
    #expect(memory.load(at: place) == referenceMemory.word(at: place))
    return memory.load(at: place)
  }

  /// Changes the controls; TLBs that hold decisions are flushed.
  mutating func control(_ controls: X86Controls) {
    let configuration = X86Configuration(controls: controls)
    core.walker.rules = configuration.rules
    reference.walker.configuration = configuration
    core.tlb.flushAll()
    reference.tlb.flushAll()
  }

  mutating func invalidate(_ gva: UInt64) {
    core.tlb.invalidate(GVA(gva), asid: ASID(0))
    reference.tlb.invalidate(GVA(gva), asid: ASID(0))
  }

  mutating func access(_ kind: AccessKind, _ privilege: Privilege, _ gva: UInt64) -> Outcome {
    let access = GuestAccess(kind, privilege)
    let outcome = core.access(GVA(gva), access)
    #expect(outcome == reference.access(GVA(gva), access).outcome)
    switch outcome {
    case .memory(let hpa): return .reaches(hpa.rawValue)
    case .device(let gpa): return .reaches(gpa.rawValue)
    case .fault(let fault):
      let exception = X86Exception(
        fault, gva: GVA(gva), access: access, controls: reference.walker.configuration.controls)
      #expect(exception == reference.walker.exception(for: fault, GVA(gva), access))
      guard case .pageFault(let code, let cr2) = exception else { return .faults(.max) }
      #expect(cr2 == GVA(gva))
      return .faults(code.rawValue)
    }
  }
}
