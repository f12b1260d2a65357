import MMUCore
import MMUReference
import Workload

/// A RISC-V format of either stage.
struct RISCVSubject<Format: RISCVFormat, Reference: RISCVReference>: FormatSubject
where Reference.Input == Format.Input, Reference.Output == Format.Output, Format.Root == Address<Format.Output> {
  var controls: RISCVControls

  /// `riscv-sv39`, `riscv-sv39x4`.
  static var name: String {
    let type = "\(Format.self)"
    return "riscv-" + type.dropFirst("RISCV".count).lowercased()
  }

  static var addressBits: ClosedRange<Int> { Format.entrySize == .bytes4 ? 10...31 : 10...53 }

  init(_ random: inout SplitMix64) { controls = RISCVControls(rawValue: UInt8(random.below(32))) }

  /// How many bits of a first stage's address are translated.
  private static var width: Int { Format.self == RISCVSv39.self ? 39 : Format.self == RISCVSv48.self ? 48 : 57 }

  private static var isSecondStage: Bool { Format.Input.kind == .guestPhysical }

  var rules: RISCVRules { Self.isSecondStage ? RISCVRules(secondStage: controls) : RISCVRules(controls: controls) }
  var rootIndexBits: Int { Int(Format.indexBits) + (Self.isSecondStage ? 2 : 0) }

  func root(_ tables: [Address<Format.Output>]) -> Address<Format.Output> { tables[0] }

  func reference(_ memory: ReferenceMemory<Format.Output>, _ tables: [Address<Format.Output>]) -> Reference {
    Reference(memory: memory, root: tables[0], controls: controls)
  }

  /// Mostly valid leaves with some rights, A and D; sound pointers; now and then N, PBMT and reserved bits.
  func entry(
    at level: PageLevel, table: Address<Format.Output>, page: Address<Format.Output>, _ random: inout SplitMix64
  ) -> UInt64 {
    let isLeaf = level == .leaf ? !random.oneIn(40) : random.oneIn(5)
    var entry: UInt64 = random.oneIn(20) ? 0 : 1
    entry |= (random.next() & 3) << 8
    if random.oneIn(4) { entry |= 1 << 5 }
    if isLeaf {
      entry |= random.pick([1, 3, 4, 5, 7, 7, 7, 2, 6]) << 1
      if !random.oneIn(4) { entry |= 1 << 4 }
      if !random.oneIn(4) { entry |= 1 << 6 }
      if !random.oneIn(3) { entry |= 1 << 7 }
    } else if random.oneIn(30) {
      entry |= 1 << random.pick([4, 6, 7])
    }
    let size = Format.pageSize(at: level)
    let misaligned = random.oneIn(30)
    let address = !isLeaf ? table.rawValue : misaligned ? page.rawValue : page.aligned(to: size).rawValue
    entry |= (address >> 12) << 10
    return Format.entrySize == .bytes4 ? entry & 0xFFFF_FFFF : withUpperBits(entry & ~(0x3FF << 54), level, &random)
  }

  private func withUpperBits(_ entry: UInt64, _ level: PageLevel, _ random: inout SplitMix64) -> UInt64 {
    var entry = entry
    if random.oneIn(12) { entry |= (random.next() & 3) << 61 }
    if random.oneIn(60) { entry |= 1 << UInt64(54 + random.below(7)) }
    if random.oneIn(8) {
      entry |= 1 << 63
      if !random.oneIn(4) { entry = entry & ~(15 << 10) | 8 << 10 }
    }
    return entry
  }

  func canonical(_ bits: UInt64) -> Address<Format.Input> {
    let extends = !Self.isSecondStage && Format.entrySize == .bytes8
    return Address(extends ? bits.signExtended(from: Self.width) : bits)
  }
}
