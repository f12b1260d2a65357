/// As lmbench's lat_sig prot: stores to a page that may only be read, each of which ends in a signal. Where the kernel has no signals a
/// child does it, and dies of it.
struct GuestProtFault: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let parent = program.kernel.current
    try program.map(0, 4096)
    try program.store(0)
    try program.protect(0, 4096, [])
    for _ in 0..<parameters.accesses {
      try program.load(0)
      if program.kernel.deliversSignals {
        try fault(program)
        try program.returnFromSignal()
      } else {
        let child = try program.fork()
        try program.yield(to: child)
        try fault(program)
        try program.exit(child, switchingTo: parent)
      }
    }
  }

  private func fault(_ program: GuestProgram) throws(KernelFailure) {
    let isRefused = try program.storeInVain(0)
    precondition(isRefused, "the kernel let a program write what it may not")
  }
}
