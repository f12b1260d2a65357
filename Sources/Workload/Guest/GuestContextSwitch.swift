/// As lmbench's lat_ctx: processes in a ring, each of which sums its own array and wakes the next.
struct GuestContextSwitch: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let first = program.kernel.current
    var ring = [first]
    for _ in 1..<max(2, parameters.processes) { ring.append(try program.fork()) }
    for process in ring {
      try program.yield(to: process)
      try program.map(0, parameters.footprint)
    }
    let lines = parameters.footprint / 64
    for round in 0..<max(1, parameters.accesses / lines) {
      try program.yield(to: ring[Int(round) % ring.count])
      for line in 0..<lines { try program.load(line * 64) }
    }
    try program.yield(to: first)
    for process in ring.dropFirst() { try program.exit(process, switchingTo: first) }
  }
}
