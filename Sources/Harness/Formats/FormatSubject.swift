import MMUCore
import MMUReference
import Workload

/// A paging format under a random configuration, for the core and for the reference alike, and what random tables of it are
/// made of.
protocol FormatSubject: SendableMetatype {
  /// The format of the core.
  associatedtype Format: PagingFormat
  /// Its second implementation.
  associatedtype Reference: ReferencePaging where Reference.Input == Format.Input, Reference.Output == Format.Output

  /// Its name, as benchmarks have it.
  static var name: String { get }
  /// Some addresses in an entry: the lowest and the highest bit.
  static var addressBits: ClosedRange<Int> { get }

  /// Any configuration.
  init(_ random: inout SplitMix64)

  /// The configuration as the core takes it.
  var rules: Format.Rules { get }
  /// How many bits of an address index the root table.
  var rootIndexBits: Int { get }

  /// Registers that lead to some of four tables.
  func root(_ tables: [Address<Format.Output>]) -> Format.Root
  /// The reference under the same configuration, with registers that lead to the same tables.
  func reference(_ memory: ReferenceMemory<Format.Output>, _ tables: [Address<Format.Output>]) -> Reference
  /// An entry for a level, most often a sound one, that leads to the table or else maps the page.
  func entry(
    at level: PageLevel, table: Address<Format.Output>, page: Address<Format.Output>, _ random: inout SplitMix64
  ) -> UInt64
  /// The address whose translated bits these are, extended as the format wants it.
  func canonical(_ bits: UInt64) -> Address<Format.Input>
  /// What is wrong with what the core would tell software of a fault, or `nil`.
  func difference(
    inReportOf fault: PageFault, _ address: Address<Format.Input>, _ access: GuestAccess, _ reference: Reference
  ) -> String?
}

extension FormatSubject {
  func difference(
    inReportOf fault: PageFault, _ address: Address<Format.Input>, _ access: GuestAccess, _ reference: Reference
  ) -> String? { nil }

  /// The level of the root table.
  var rootLevel: PageLevel { Format.rootLevel(rules) }

  /// The bytes of a table below the root.
  static var tableBytes: UInt64 { UInt64(Format.entrySize.rawValue) << UInt64(Format.indexBits) }
  /// The bytes of a root.
  var rootBytes: UInt64 { UInt64(Format.entrySize.rawValue) << UInt64(rootIndexBits) }
  /// How many bits of an address are translated.
  var inputBits: Int { Int(Format.pageSize(at: rootLevel).shift) + rootIndexBits }
}
