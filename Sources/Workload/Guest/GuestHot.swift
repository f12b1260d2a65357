/// One page again and again.
struct GuestHot: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    try program.map(0, 4096)
    for number in 0..<parameters.accesses { try program.load(number % 512 * 8) }
    try program.flush()
  }
}
