/// Which program a process runs.
public enum Arm: CaseIterable, Sendable {
  /// What head is compared with.
  case base
  /// What is judged.
  case head
  /// A copy of base. If it differs from base, the host is at fault and not the code.
  case control

  /// The order of the arms in a pair. Each order is followed by its mirror (ABBA), so that what drifts evenly falls on all
  /// arms alike, and in six pairs each arm has each place twice.
  package static func order(ofPair pair: Int) -> [Arm] {
    switch pair % 6 {
    case 0: [.base, .head, .control]
    case 1: [.control, .head, .base]
    case 2: [.head, .control, .base]
    case 3: [.base, .control, .head]
    case 4: [.control, .base, .head]
    default: [.head, .base, .control]
    }
  }
}
