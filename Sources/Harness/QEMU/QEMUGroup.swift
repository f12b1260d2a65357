import MMUCore
import Workload

/// Random tables in a batch, and random cases under them.
struct QEMUGroup<Generator: QEMUTableGenerator> {
  private let generator: Generator
  private let shape: QEMUTableShape

  /// Adds tables with an entry at every position in use.
  init(_ generator: Generator, adding batch: inout QEMUBatch, _ random: inout SplitMix64) {
    self.generator = generator
    shape = QEMUTableShape(levels: generator.levels, adding: &batch, &random)
    for level in 1...generator.levels {
      for frame in shape.tables(at: level) {
        for position in positions(at: level) {
          batch.setEntry(position, ofFrame: frame, to: generator.entry(position, at: level, shape, &random))
        }
        guard level == generator.levels else { continue }
        for (position, entry) in generator.reservedEntries { batch.setEntry(position, ofFrame: frame, to: entry) }
      }
    }
  }

  /// Those of a root are fewer where it is short, and leave out the guest's own.
  private func positions(at level: Int) -> [Int] {
    guard level == generator.levels else { return shape.positions }
    let inside = shape.positions.map { $0 & (1 << generator.rootBits - 1) }
    return inside.filter { generator.reservedEntries[$0] == nil } + (generator.reservedEntries[0] == nil ? [0] : [])
  }

  /// A case whose access, wherever it goes, does no harm.
  func makeCase(_ batch: QEMUBatch, _ random: inout SplitMix64) -> QEMUCase {
    let roots = shape.tables(at: generator.levels)
    while true {
      let kind = random.pick([AccessKind.load, .store, .fetch])
      let root = shape.address(ofFrame: roots.lowerBound + random.below(roots.count))
      guard let address = steer(address(kind, &random), kind, root: root, batch, &random) else { continue }
      if isOwnPage(address) { continue }
      return QEMUCase(
        kind, random.oneIn(2) ? .user : .supervisor, at: address, frames: shape.frames,
        controls: generator.controls(root: root, kind, &random))
    }
  }

  /// Whether an address is, as a number, in the page that the RISC-V guest's own code runs from.
  ///
  /// The guest makes its accesses from machine mode with MPRV, and QEMU 7.2 lets such an access use the TLB entry that the
  /// fetch of the very instruction has filled, without translation.
  private func isOwnPage(_ address: UInt64) -> Bool {
    shape.guest == .riscv64 && address >> 12 == shape.guest.ramBase >> 12
  }

  /// An address, most often one whose entries are in use, sometimes not canonical.
  private func address(_ kind: AccessKind, _ random: inout SplitMix64) -> UInt64 {
    var linear = random.next() & 0xFF0 | (kind == .fetch ? 8 : 0)
    for level in 1...generator.levels {
      let isAny = level < generator.levels && random.oneIn(80)
      let position = isAny ? random.below(512) : random.pick(positions(at: level))
      linear |= UInt64(position) << UInt64(3 + 9 * level)
    }
    let canonical = generator.canonical(linear)
    guard random.oneIn(40) else { return canonical }
    let bits = Int(generator.addressBits)
    return canonical ^ 1 << UInt64(bits + random.below(64 - bits))
  }

  /// The address, moved within a large page to where it may go; `nil` where it would touch what is not ours.
  private func steer(
    _ linear: UInt64, _ kind: AccessKind, root: UInt64, _ batch: QEMUBatch, _ random: inout SplitMix64
  ) -> UInt64? {
    var table = root
    for level in (1...generator.levels).reversed() {
      let bits = level == generator.levels ? generator.rootBits : 9
      let position = linear >> UInt64(3 + 9 * level) & (1 << UInt64(bits) - 1)
      guard let entry = batch.word(at: table + position * 8) else { return nil }
      if generator.isUnpredictable(linear, entry, at: level) { return nil }
      switch generator.step(entry, at: level) {
      case .nowhere: return linear
      case .table(let next): table = next
      case .leaf(let base): return steer(linear, kind, into: base, level: level, &random)
      }
    }
    return linear
  }

  private func steer(
    _ linear: UInt64, _ kind: AccessKind, into base: UInt64, level: Int, _ random: inout SplitMix64
  ) -> UInt64? {
    // x86 would run whatever it reads where there is nothing.
    if base >= shape.guest.firstAddressOfNothing { return kind == .fetch && shape.guest == .x86_64 ? nil : linear }
    let span = UInt64(4096) << UInt64(9 * (level - 1))
    let target = shape.address(ofFrame: shape.targets.lowerBound + random.below(shape.targets.count))
    if level > 1 {
      guard target & ~(span - 1) == base else { return nil }
      return linear & ~(span - 1) | target & (span - 1) | linear & 0xFFF
    }
    let frames = kind == .fetch ? shape.targets : shape.frames
    return frames.contains { shape.address(ofFrame: $0) == base } ? linear : nil
  }
}
