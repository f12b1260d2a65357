import MMUCore
import MMUReference
import Workload

/// The same memory twice: once for the core, once for the reference.
struct TwinMemory<Space: AddressSpace> {
  private let buffer: MappedBuffer
  let core: PhysicalMemory<Space>
  let reference: ReferenceMemory<Space>

  /// Two memories of zeros; `nil` when the host has no memory left.
  init?(frameCount: Int) {
    guard let buffer = MappedBuffer(byteCount: frameCount * 4096) else { return nil }
    self.buffer = buffer
    core = PhysicalMemory(buffer.bytes)
    reference = ReferenceMemory(frameCount: frameCount)
  }

  /// Two copies of a memory. Frames of zeros take no space.
  init?(copying memory: PhysicalMemory<Space>) {
    guard let buffer = MappedBuffer(byteCount: Int(memory.byteCount)) else { return nil }
    self.buffer = buffer
    core = PhysicalMemory(buffer.bytes)
    reference = ReferenceMemory(copying: memory)
    for frame in 0..<Int(memory.frameCount) {
      let words = UnsafeRawBufferPointer(start: memory.base + frame * 4096, count: 4096)
      guard words.bindMemory(to: UInt64.self).contains(where: { $0 != 0 }) else { continue }
      (core.base + frame * 4096).copyMemory(from: memory.base + frame * 4096, byteCount: 4096)
    }
  }

  /// Writes a word in both.
  func store(_ word: UInt64, at address: Address<Space>) {
    core.store(word, at: address)
    reference.setWord(word, at: address)
  }

  /// Writes an entry in both.
  func storeEntry(_ entry: UInt64, at address: Address<Space>, _ size: EntrySize) {
    core.storeEntry(entry, at: address, size)
    if size == .bytes8 {
      reference.setWord(entry, at: address)
    } else {
      reference.setHalfWord(entry & 0xFFFF_FFFF, at: address)
    }
  }

  /// Where the memories differ, in words.
  var difference: String? { reference.firstDifference(from: core).map(difference(at:)) }

  func difference(at address: Address<Space>) -> String {
    let held = core.load(at: address).map { String($0, radix: 16) } ?? "nothing"
    let expected = reference.word(at: address).map { String($0, radix: 16) } ?? "nothing"
    return "entry at \(address.hexadecimal): core \(held), reference \(expected)"
  }

  /// Whether both hold the same word at an address.
  func agree(at address: Address<Space>) -> Bool { core.load(at: address) == reference.word(at: address) }
}
