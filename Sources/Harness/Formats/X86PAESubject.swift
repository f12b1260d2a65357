import MMUCore
import MMUReference
import Workload

/// PAE paging; the four roots are the page directories of the four pointers.
struct X86PAESubject: FormatSubject {
  typealias Format = X86PAE

  var configuration: X86Configuration
  /// Which pointers are present.
  let presence: UInt64

  static var name: String { "x86-pae" }
  static var addressBits: ClosedRange<Int> { 12...51 }

  init(_ random: inout SplitMix64) {
    configuration = X86Configuration.random(&random)
    presence = random.oneIn(4) ? random.next() & 15 : 15
  }

  var rules: X86Rules { configuration.rulesOfPAE }
  var rootIndexBits: Int { 9 }

  private func pointers(_ tables: [GPA]) -> [UInt64] {
    tables.enumerated().map { number, table in table.rawValue | (presence >> UInt64(number)) & 1 }
  }

  func root(_ tables: [GPA]) -> X86PAEPointers {
    let pointers = pointers(tables)
    return X86PAEPointers(pointers[0], pointers[1], pointers[2], pointers[3])
  }

  func reference(_ memory: ReferenceMemory<GuestPhysical>, _ tables: [GPA]) -> ReferenceX86PAE {
    ReferenceX86PAE(memory: memory, pointers: pointers(tables), configuration: configuration)
  }

  func entry(at level: PageLevel, table: GPA, page: GPA, _ random: inout SplitMix64) -> UInt64 {
    // Bits 62:52 are reserved here: seldom set.
    let ignored: UInt64 = random.oneIn(20) ? 0 : 0x7FF0_0000_0000_0000
    return X86EntryBits.entry(
      at: level, table: table.rawValue, page: page.rawValue, ignoredAbove: ignored, &random)
  }

  /// The page directories' bits, and a pointer by the bits above.
  func canonical(_ bits: UInt64) -> GVA { GVA(bits | (bits &* 0x9E37_79B9 >> 3 & 3) << 30) }

  func difference(
    inReportOf fault: PageFault, _ gva: GVA, _ access: GuestAccess, _ reference: ReferenceX86PAE
  ) -> String? {
    let told = X86Exception(fault, gva: gva, access: access, controls: configuration.controls)
    let expected = reference.exception(for: fault, gva, access)
    return told == expected ? nil : "core reports \(told), reference \(expected)"
  }
}
