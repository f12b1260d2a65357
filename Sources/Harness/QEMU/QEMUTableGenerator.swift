import MMUCore
import Workload

/// Where an entry leads, by its address and kind alone: no rights, no reserved bits.
enum QEMUStep {
  case nowhere
  case table(UInt64)
  case leaf(UInt64)
}

/// Makes the entries of one format at random. Levels are counted from the leaves, 1 to ``levels``.
protocol QEMUTableGenerator {
  var levels: Int { get }
  /// How many bits of an address select a root's entry.
  var rootBits: Int { get }
  /// What roots hold for the guest's own sake: positions and entries.
  var reservedEntries: [Int: UInt64] { get }

  /// An entry for a position of a table; `shape` says where tables and frames lie.
  func entry(_ position: Int, at level: Int, _ shape: QEMUTableShape, _ random: inout SplitMix64) -> UInt64

  /// Where an entry leads.
  func step(_ entry: UInt64, at level: Int) -> QEMUStep

  /// Whether the manual lets several things happen to an access that comes to an entry.
  func isUnpredictable(_ linear: UInt64, _ entry: UInt64, at level: Int) -> Bool

  /// The address that is right in the bits that no table looks at.
  func canonical(_ linear: UInt64) -> UInt64

  /// Control registers for an access under a root.
  func controls(root: UInt64, _ kind: AccessKind, _ random: inout SplitMix64) -> QEMUControls
}

extension QEMUTableGenerator {
  var rootBits: Int { 9 }
  var reservedEntries: [Int: UInt64] { [:] }
  func isUnpredictable(_ linear: UInt64, _ entry: UInt64, at level: Int) -> Bool { false }
  /// How many bits of an address the tables look at, with the page's own 12.
  var addressBits: UInt64 { UInt64(12 + 9 * (levels - 1) + rootBits) }
}
