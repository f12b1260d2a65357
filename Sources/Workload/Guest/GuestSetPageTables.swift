/// Fills tables that no root in use reaches: a child's, of pages that are only read and so need no mark, whose process ends before it
/// runs.
struct GuestSetPageTables: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let parent = program.kernel.current
    try program.map(0, parameters.footprint, [])
    for page in 0..<parameters.pageCount { try program.load(page << 12) }
    for _ in 0..<parameters.processes {
      let child = try program.fork()
      try program.exit(child, switchingTo: parent)
    }
  }
}
