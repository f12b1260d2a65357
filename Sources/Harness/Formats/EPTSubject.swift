import MMUCore
import MMUReference
import Workload

/// Intel's extended page tables.
struct EPTSubject: FormatSubject {
  typealias Format = EPT

  var controls: EPTControls
  var maxPhysicalAddressBits: UInt8

  static var name: String { "ept" }
  static var addressBits: ClosedRange<Int> { 12...51 }

  init(_ random: inout SplitMix64) {
    controls = EPTControls(rawValue: UInt8(random.below(32)))
    maxPhysicalAddressBits = UInt8(36 + random.below(17))
  }

  var rules: EPT.Rules { EPT.Rules(controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits) }
  var rootIndexBits: Int { 9 }

  func root(_ tables: [HPA]) -> HPA { tables[0] }

  func reference(_ memory: ReferenceMemory<HostPhysical>, _ tables: [HPA]) -> ReferenceEPT {
    ReferenceEPT(
      memory: memory, root: tables[0], controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits)
  }

  /// Mostly read, write, execute, write-back, with nothing reserved.
  func entry(at level: PageLevel, table: HPA, page: HPA, _ random: inout SplitMix64) -> UInt64 {
    var entry = random.next() & 0xFFF0_0000_0000_0F00
    if !random.oneIn(8) { entry |= 1 }
    if !random.oneIn(8) { entry |= 2 }
    if !random.oneIn(8) { entry |= 4 }
    let isLeaf = level == .leaf || random.oneIn(level > PageLevel(3) ? 50 : 4)
    if isLeaf {
      entry |= UInt64(random.oneIn(10) ? random.below(8) : 6) << 3
      if level > .leaf || random.oneIn(2) { entry |= 1 << 7 }
      let size = UInt64(1) << (12 + 9 * (level.rawValue - 1))
      entry |= page.rawValue & ~(size - 1) & 0x000F_FFFF_FFFF_F000
    } else {
      entry |= table.rawValue & 0x000F_FFFF_FFFF_F000
      if random.oneIn(40) { entry |= 1 << UInt64(3 + random.below(5)) }
    }
    if random.oneIn(60) { entry |= 1 << UInt64(12 + random.below(40)) }
    return entry
  }

  func canonical(_ bits: UInt64) -> GPA { GPA(bits) }
}
