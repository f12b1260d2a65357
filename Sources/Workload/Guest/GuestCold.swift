/// The first touch of every page.
struct GuestCold: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    try program.map(0, parameters.footprint)
    for page in 0..<parameters.pageCount { try program.store(page << 12) }
    try program.flush()
  }
}
