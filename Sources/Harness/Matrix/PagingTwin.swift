import MMUCore
import MMUReference
import Workload

/// A walker of the core and one of the reference, each over tables of its own that hold the same.
struct PagingTwin<Format: PagingFormat, Reference: ReferencePaging>
where Format.Input == Reference.Input, Format.Output == Reference.Output {
  typealias Input = Address<Format.Input>
  typealias Output = Address<Format.Output>

  private let buffer: MappedBuffer
  let memory: PhysicalMemory<Format.Output>
  let referenceMemory: ReferenceMemory<Format.Output>
  var core: PageWalker<Format>
  var reference: Reference

  /// Twins under a setup.
  init(frameCount: Int, _ setup: WalkSetup<Format, Reference>) {
    guard let buffer = MappedBuffer(byteCount: frameCount * 4096) else { fatalError("no host memory left") }
    self.buffer = buffer
    memory = PhysicalMemory(buffer.bytes)
    referenceMemory = ReferenceMemory(frameCount: frameCount)
    core = PageWalker(memory: memory, root: setup.root, rules: setup.rules)
    reference = setup.makeReference(referenceMemory)
  }

  /// Changes what both go by.
  mutating func configure(_ setup: WalkSetup<Format, Reference>) {
    core.root = setup.root
    core.rules = setup.rules
    reference = setup.makeReference(referenceMemory)
  }

  /// Writes an entry in both memories, where it is not there already.
  @inline(__always)
  func store(_ entry: MatrixEntry) {
    storeInCore(entry)
    let place = Output(entry.place)
    if held(at: place) != entry.value { setHeld(entry.value, at: place) }
  }

  /// Writes an entry in the core's memory alone, for the same access once more.
  @inline(__always)
  func storeInCore(_ entry: MatrixEntry) {
    let place = Output(entry.place)
    if memory.loadEntry(at: place, Format.entrySize) != entry.value {
      memory.storeEntry(entry.value, at: place, Format.entrySize)
    }
  }

  /// What the core's memory holds at an entry's place.
  @inline(__always)
  func coreEntry(at place: UInt64) -> UInt64 { memory.loadEntry(at: Output(place), Format.entrySize) ?? 0 }

  /// What the reference's memory holds there.
  @inline(__always)
  func referenceEntry(at place: UInt64) -> UInt64 { held(at: Output(place)) ?? 0 }

  /// Whether both walks ended alike.
  @inline(__always)
  static func agree(_ outcome: WalkOutcome<Format.Output>, _ wanted: ReferenceWalkResult<Format.Output>) -> Bool {
    switch (outcome, wanted) {
    case (.mapped(let found), .mapped(let wanted)):
      found.address == wanted.address && found.pageSize == wanted.pageSize && found.rights == wanted.rights
        && found.permitted == wanted.permitted && found.isDirty == wanted.isDirty && found.isGlobal == wanted.isGlobal
    case (.fault(let found), .fault(let wanted)): found == wanted
    default: false
    }
  }

  private func held(at place: Output) -> UInt64? {
    Format.entrySize == .bytes8 ? referenceMemory.word(at: place) : referenceMemory.halfWord(at: place)
  }

  private func setHeld(_ entry: UInt64, at place: Output) {
    if Format.entrySize == .bytes8 {
      referenceMemory.setWord(entry, at: place)
    } else {
      referenceMemory.setHalfWord(entry, at: place)
    }
  }
}
