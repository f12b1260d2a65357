import MMUCore
import MMUReference
import Workload

/// AMD's nested page tables.
struct NPTSubject: FormatSubject {
  typealias Format = NPT

  var configuration: X86Configuration

  static var name: String { "npt" }
  static var addressBits: ClosedRange<Int> { 12...51 }

  init(_ random: inout SplitMix64) { configuration = X86Configuration.random(&random) }

  var rules: X86Rules { configuration.rulesOfNPT }
  var rootIndexBits: Int { 9 }

  func root(_ tables: [HPA]) -> HPA { tables[0] }

  func reference(_ memory: ReferenceMemory<HostPhysical>, _ tables: [HPA]) -> ReferenceNPT {
    ReferenceNPT(memory: memory, root: tables[0], configuration: configuration)
  }

  func entry(at level: PageLevel, table: HPA, page: HPA, _ random: inout SplitMix64) -> UInt64 {
    X86EntryBits.entry(at: level, table: table.rawValue, page: page.rawValue, ignoredAbove: 0, &random)
  }

  func canonical(_ bits: UInt64) -> GPA { GPA(bits) }
}
