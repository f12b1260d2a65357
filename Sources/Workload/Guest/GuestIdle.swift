/// A program that computes for a moment and waits for an interrupt, which comes after an interval of steps of the kernel's idle loop,
/// until all accesses are made.
struct GuestIdle: GuestWorkload {
  private let parameters: GuestParameters
  /// Accesses between two waits.
  static let burst: UInt64 = 64

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    try program.map(0, Self.burst << 12)
    for _ in 0..<max(1, parameters.accesses / Self.burst) {
      for page in 0..<Self.burst { try program.load(page << 12) }
      try program.wait(parameters.interval, parameters.remedy)
    }
  }
}
