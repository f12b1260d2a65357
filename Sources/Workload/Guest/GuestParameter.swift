import MMUCore

/// A parameter that some guest workloads have and others have not.
public enum GuestParameter: String, CaseIterable, Sendable {
  /// The bytes that the program uses.
  case footprint
  /// How many accesses it makes.
  case accesses
  /// How many processes there are.
  case processes
  /// How many operations lie between two events.
  case interval
  /// The distance of a sequential sweep's accesses, in bytes.
  case step
  /// The distance of a strided sweep's accesses, in pages.
  case stride
  /// What is done about an information gap, by the code of ``GapRemedy``.
  case remedy
  /// The seed of the random numbers.
  case seed

  var path: WritableKeyPath<GuestParameters, UInt64> {
    switch self {
    case .footprint: \.footprint
    case .accesses: \.accesses
    case .processes: \.processes
    case .interval: \.interval
    case .step: \.step
    case .stride: \.stride
    case .remedy: \.remedyCode
    case .seed: \.seed
    }
  }
}
