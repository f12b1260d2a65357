import MMUCore
import MMUReference
import Workload

/// 32-bit paging.
struct X86Legacy32Subject: FormatSubject {
  typealias Format = X86Legacy32

  var configuration: X86Configuration

  static var name: String { "x86-legacy32" }
  static var addressBits: ClosedRange<Int> { 12...31 }

  init(_ random: inout SplitMix64) { configuration = X86Configuration.random(&random) }

  var rules: X86Legacy32.Rules { configuration.rulesOf32Bit }
  var rootIndexBits: Int { 10 }

  func root(_ tables: [GPA]) -> GPA { GPA(tables[0].rawValue & 0xFFFF_F000) }

  func reference(_ memory: ReferenceMemory<GuestPhysical>, _ tables: [GPA]) -> ReferenceX86Legacy32 {
    ReferenceX86Legacy32(memory: memory, root: root(tables), configuration: configuration)
  }

  func entry(at level: PageLevel, table: GPA, page: GPA, _ random: inout SplitMix64) -> UInt64 {
    var entry = X86EntryBits.flags(at: level, &random) & 0xFFF
    let isLarge = level > .leaf && entry & X86EntryBits.pageSize != 0
    // Bits 20:12 of a large page are address and PAT, bit 21 is reserved.
    entry |= (isLarge ? page.rawValue & 0xFFDF_F000 : level > .leaf ? table.rawValue : page.rawValue) & 0xFFFF_F000
    if random.oneIn(60) { entry |= 1 << UInt64(12 + random.below(20)) }
    return entry
  }

  func canonical(_ bits: UInt64) -> GVA { GVA(bits) }

  func difference(
    inReportOf fault: PageFault, _ gva: GVA, _ access: GuestAccess, _ reference: ReferenceX86Legacy32
  ) -> String? {
    let controls = configuration.controls.subtracting(.noExecute)
    let told = X86Exception(fault, gva: gva, access: access, controls: controls)
    let expected = reference.exception(for: fault, gva, access)
    return told == expected ? nil : "core reports \(told), reference \(expected)"
  }
}
