import MMUCore
import MMUReference
import Workload

/// 4-level and 5-level paging.
struct X86LongSubject<Format: X86Format>: FormatSubject
where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA {
  var configuration: X86Configuration

  static var name: String { Format.self == X86Long5.self ? "x86-long5" : "x86-long4" }
  static var addressBits: ClosedRange<Int> { 12...51 }

  init(_ random: inout SplitMix64) { configuration = X86Configuration.random(&random) }

  var rules: X86Rules { configuration.rules }
  var rootIndexBits: Int { 9 }

  func root(_ tables: [GPA]) -> GPA { tables[0] }

  func reference(_ memory: ReferenceMemory<GuestPhysical>, _ tables: [GPA]) -> ReferenceX86Long {
    ReferenceX86Long(
      memory: memory, root: tables[0], levels: Int(rootLevel.rawValue), configuration: configuration)
  }

  func entry(at level: PageLevel, table: GPA, page: GPA, _ random: inout SplitMix64) -> UInt64 {
    X86EntryBits.entry(at: level, table: table.rawValue, page: page.rawValue, ignoredAbove: 0, &random)
  }

  func canonical(_ bits: UInt64) -> GVA { GVA(bits.signExtended(from: Format.self == X86Long5.self ? 57 : 48)) }

  func difference(
    inReportOf fault: PageFault, _ gva: GVA, _ access: GuestAccess, _ reference: ReferenceX86Long
  ) -> String? {
    let told = X86Exception(fault, gva: gva, access: access, controls: configuration.controls)
    let expected = reference.exception(for: fault, gva, access)
    return told == expected ? nil : "core reports \(told), reference \(expected)"
  }
}
