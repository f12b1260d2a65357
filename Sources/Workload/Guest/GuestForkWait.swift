/// A process that forks and waits: copies of tables, marks for copying, two loads of the root, and a child's end.
struct GuestForkWait: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let parent = program.kernel.current
    try program.map(0, parameters.footprint)
    for page in 0..<parameters.pageCount { try program.store(page << 12) }
    for _ in 0..<parameters.processes {
      let child = try program.fork()
      try program.yield(to: child)
      // The stack, as the child returns from fork and calls exit.
      try program.store(0)
      try program.exit(child, switchingTo: parent)
      try program.store(0)
    }
    try program.flush()
  }
}
