/// A build: one short process after the other, forked and replaced by a compiler that maps 200 to 2000 pages, as far as the footprint
/// goes, works on them and exits.
struct GuestKernelBuild: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  /// What the process that starts them uses itself, in pages.
  private static let makePages: UInt64 = 64

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let make = program.kernel.current
    try program.map(0, Self.makePages << 12)
    for page in 0..<Self.makePages { try program.store(page << 12) }
    for _ in 0..<parameters.processes {
      let child = try program.fork()
      try program.yield(to: child)
      try program.store(0)
      try program.exec()
      try compile(program)
      try program.exit(child, switchingTo: make)
      try program.store(program.draw(below: Self.makePages) << 12)
    }
    try program.flush()
  }

  private func compile(_ program: GuestProgram) throws(KernelFailure) {
    let pages = min(parameters.pageCount, 200 + program.draw(below: 1801))
    try program.map(0, pages << 12)
    for page in 0..<pages { try program.store(page << 12) }
    for _ in 0..<4 * pages { try program.load(program.draw(below: pages * 512) * 8) }
  }
}
