import MMUCore
import MMUReference
import Workload

/// Random page tables, the same in two memories.
struct RandomTables {
  let twin: TwinMemory<GuestPhysical>
  let shape: TableShape
  private let generator: EntryGenerator

  /// Tables with an entry at every position in use.
  init(leafAddressBits: UInt64, _ random: inout SplitMix64) {
    guard let twin = TwinMemory<GuestPhysical>(frameCount: TableShape.frameCount) else {
      fatalError("no host memory left")
    }
    self.twin = twin
    shape = TableShape(&random)
    generator = EntryGenerator(shape: shape, leafAddressBits: leafAddressBits)
    for number in 1...4 {
      let level = PageLevel(UInt64(number))
      for frame in shape.frames(at: level) {
        for position in shape.positions {
          let address = GPA(UInt64(frame * 4096 + position * 8))
          twin.store(generator.entry(at: level, &random), at: address)
        }
      }
    }
  }

  /// Replaces an entry, or clears its accessed and dirty bits, as an operating system does.
  func edit(_ random: inout SplitMix64) {
    let (address, level) = shape.entry(&random)
    if random.oneIn(2), let word = twin.reference.word(at: address) {
      twin.store(word & ~0x60, at: address)
    } else {
      twin.store(generator.entry(at: level, &random), at: address)
    }
  }
}
