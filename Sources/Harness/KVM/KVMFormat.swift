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
  /// How wide an entry is.
  static var entrySize: EntrySize { get }

  /// The core's walk, which tells the trace what it reads; `nil` where MOV to CR3 raises #GP(0) already.
  static func walkCore(
    _ asked: KVMCase, _ memory: GuestMemory, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>?
  /// The reference's walk, and what it says that the guest takes.
  static func walkReference(_ asked: KVMCase, _ memory: ReferenceMemory<GuestPhysical>) -> KVMOutcome
  /// Any controls that a machine of these traits has.
  static func configuration(_ traits: KVMTraits, _ random: inout SplitMix64) -> X86Configuration
  /// The controls that decide about a page fault's error code.
  static func controlsOfErrorCode(_ controls: X86Controls) -> X86Controls
  /// KVM's error code as the manual has it, where KVM is known to report another.
  static func mended(_ code: X86PageFaultCode, of asked: KVMCase) -> X86PageFaultCode

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

extension KVMFormat {
  /// Eight bytes.
  public static var entrySize: EntrySize { .bytes8 }

  /// All of them.
  public static func controlsOfErrorCode(_ controls: X86Controls) -> X86Controls { controls }

  /// As it is.
  public static func mended(_ code: X86PageFaultCode, of asked: KVMCase) -> X86PageFaultCode { code }

  /// CR0.WP, EFER.NXE, CR4.SMEP and CR4.SMAP, as far as CPUID offers them.
  static func basicControls(_ features: KVMFeatures, _ random: inout SplitMix64) -> X86Controls {
    var controls = X86Controls.none
    if random.oneIn(2) { controls |= .writeProtect }
    if features.hasNoExecute && !random.oneIn(3) { controls |= .noExecute }
    if features.hasSMEP && random.oneIn(2) { controls |= .smep }
    if features.hasSMAP && random.oneIn(2) { controls |= .smap }
    return controls
  }
}
