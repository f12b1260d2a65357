/// Processes in turn that map the footprint, store to every page and end: the first one's frames are fresh from the monitor, those of
/// the others had an owner before.
struct GuestZeroing: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    program.kernel.zeroPages(parameters.remedy)
    let parent = program.kernel.current
    for _ in 0..<parameters.processes {
      let child = try program.fork()
      try program.yield(to: child)
      try program.map(0, parameters.footprint)
      for page in 0..<parameters.pageCount { try program.store(page << 12) }
      try program.exit(child, switchingTo: parent)
    }
  }
}
