import CKVM
import Glibc
import MMUCore
import MMUReference
import Workload

/// The same guest memory three times: in the virtual machine, for the core and for the reference.
///
/// Pages hold HLT in the machine, so that a fetch that goes astray ends at once; as entries those bytes are absent, as the
/// zeros are that the other two hold there.
final class KVMWorld {
  let machine: KVMMachine
  let core: GuestMemory
  let reference: ReferenceMemory<GuestPhysical>
  /// Where pages lie that an access may change.
  let pages: Range<GPA>

  private let buffer: MappedBuffer
  private let format: any KVMFormat.Type
  private var isMachineStale = true

  /// A world of empty tables; `nil` when the host has no memory left.
  init?(_ machine: KVMMachine, _ format: any KVMFormat.Type) {
    guard let buffer = MappedBuffer(byteCount: Int(machine.memory.byteCount)) else { return nil }
    self.buffer = buffer
    self.machine = machine
    self.format = format
    core = GuestMemory(buffer.bytes)
    reference = ReferenceMemory<GuestPhysical>(frameCount: Int(core.frameCount))
    pages = GPA(UInt64(format.tableFrameCount * 4096))..<machine.reservedBase
    let start = Int(pages.lowerBound.rawValue)
    let filled = UnsafeMutableRawBufferPointer(
      start: machine.memory.base + start, count: Int(pages.upperBound.rawValue) - start)
    filled.initializeMemory(as: UInt8.self, repeating: UInt8(CKVM_STRAY_CODE))
    (machine.memory.base).initializeMemory(as: UInt8.self, repeating: 0, count: start)
    shareReservedPages()
  }

  /// The machine's own tables are on the way to its own pages, whoever walks.
  private func shareReservedPages() {
    for offset in stride(from: machine.reservedBase.rawValue, to: machine.memory.byteCount, by: 8) {
      guard let word = machine.memory.load(at: GPA(offset)) else { continue }
      core.store(word, at: GPA(offset))
      reference.setWord(word, at: GPA(offset))
    }
  }

  /// Writes a word of a table in all three.
  func store(_ word: UInt64, at address: GPA) {
    core.store(word, at: address)
    reference.setWord(word, at: address)
    machine.memory.store(word, at: address)
    isMachineStale = true
  }

  /// Puts into a root table the entry by which the machine reaches its own pages; answers where.
  @discardableResult
  func plantRootEntry(in root: GPA) -> GPA {
    let (index, value) = machine.rootEntry(for: format.mode)
    guard format.mode == .legacy32 else {
      let address = root.advanced(by: UInt64(index * 8))
      store(value, at: address)
      return address
    }
    let address = root.advanced(by: UInt64(index / 2 * 8))
    let shift = UInt64(index % 2 * 32)
    let other = (core.load(at: address) ?? 0) & ~(0xFFFF_FFFF << shift)
    store(other | value << shift, at: address)
    return address
  }

  /// Makes KVM derive everything from the tables anew before the next run.
  func forgetShadows() { isMachineStale = true }

  /// Lets KVM see what changed, if anything did.
  func prepareRun() throws(KVMFailure) {
    if isMachineStale { try machine.noteTableChanges() }
    isMachineStale = false
  }

  /// Where machine and core hold different words in the tables.
  var machineDifferences: [GPA] {
    (0..<format.tableFrameCount).flatMap { frame in
      let start = frame * 4096
      if machine.memory.base.advanced(by: start).isEqual(to: core.base + start) { return [GPA]() }
      let addresses = stride(from: start, to: start + 4096, by: 8).map { GPA(UInt64($0)) }
      return addresses.filter { machine.memory.load(at: $0) != core.load(at: $0) }
    }
  }

  /// Where reference and core hold different words in the tables.
  var referenceDifferences: [GPA] {
    stride(from: 0, to: format.tableFrameCount * 4096, by: 8).lazy.map { GPA(UInt64($0)) }
      .filter { self.reference.word(at: $0) != self.core.load(at: $0) }
  }

  /// The words that a walk of the core read, each as it was before that walk.
  func wordsBefore(_ trace: GuestWalkTrace) -> [CorpusWord] {
    var words: [CorpusWord] = []
    // Backwards: of an entry that was read twice, what was read first counts.
    for position in (0..<trace.count).reversed() {
      let step = trace[position]
      let address = GPA(step.address.rawValue & ~7)
      let index = words.firstIndex { $0.address == address } ?? words.count
      if index == words.count { words.append(CorpusWord(address: address, value: core.load(at: address) ?? 0)) }
      words[index].value = replacing(step, in: words[index].value)
    }
    return words
  }

  private func replacing(_ step: GuestWalkTrace.Step, in word: UInt64) -> UInt64 {
    guard format.entrySize == .bytes4 else { return step.entry }
    let shift = (step.address.rawValue & 4) * 8
    return word & ~(0xFFFF_FFFF << shift) | step.entry << shift
  }

  /// Takes back what a walk wrote, in core and reference.
  func undo(_ before: [CorpusWord]) {
    for word in before {
      core.store(word.value, at: word.address)
      reference.setWord(word.value, at: word.address)
    }
  }

  /// Makes the other two hold what the core holds.
  func restoreFromCore() {
    for address in machineDifferences { machine.memory.store(core.load(at: address) ?? 0, at: address) }
    for address in referenceDifferences { reference.setWord(core.load(at: address) ?? 0, at: address) }
    isMachineStale = true
  }
}

extension UnsafeMutableRawPointer {
  /// Whether the 4 KiB here are those there.
  fileprivate func isEqual(to other: UnsafeMutableRawPointer) -> Bool { memcmp(self, other, 4096) == 0 }
}
