import MMUCore
import MMUReference
import Workload

/// A page-table format as the oracle sees it: random tables of it, and the two walkers that are to agree with KVM.
///
/// A format is added by one conformer and its place in ``KVMFormats/all``.
public protocol KVMFormat: Sendable {
  /// Its name in reports and corpus files.
  static var name: String { get }
  /// The mode of the virtual machine.
  static var mode: KVMMode { get }
  /// How many frames from 0 on its tables take; pages lie beyond.
  static var tableFrameCount: Int { get }

  /// The core's walk, which tells the trace what it reads.
  static func walkCore(
    _ asked: KVMCase, _ memory: GuestMemory, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>
  /// The reference's walk, and what it says that the guest takes.
  static func walkReference(_ asked: KVMCase, _ memory: ReferenceMemory<GuestPhysical>) -> KVMOutcome
  /// Any controls that a machine of these traits has.
  static func configuration(_ traits: KVMTraits, _ random: inout SplitMix64) -> X86Configuration

  /// Chooses where the tables lie and which entries are in use.
  init(_ traits: KVMTraits, _ random: inout SplitMix64)
  /// The roots of the address spaces.
  var roots: [GPA] { get }
  /// Where the words lie that hold entries in use.
  var words: [GPA] { get }
  /// A word of entries for a place among ``words``.
  func word(at address: GPA, _ random: inout SplitMix64) -> UInt64
  /// An address, most often one whose entries are in use.
  func address(_ random: inout SplitMix64) -> GVA
}
