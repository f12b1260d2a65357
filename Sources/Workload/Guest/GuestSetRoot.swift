/// Two processes that touch one page each and wake the other.
struct GuestSetRoot: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    try program.map(0, 4096)
    let first = program.kernel.current
    try program.store(0)
    let second = try program.fork()
    for number in 0..<parameters.accesses {
      try program.yield(to: number % 2 == 0 ? second : first)
      try program.store(0)
    }
    try program.yield(to: first)
    try program.exit(second, switchingTo: first)
  }
}
