/// Simulated annealing of a netlist: two elements chosen uniformly, the short lists of their neighbours, and a swap.
struct GuestCanneal: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let elements = parameters.footprint / 64
    try program.map(0, parameters.footprint)
    for _ in 0..<max(1, parameters.accesses / 12) {
      let pair = (program.draw(below: elements), program.draw(below: elements))
      for element in [pair.0, pair.1] {
        try program.load(element * 64)
        for _ in 0..<4 { try program.load(program.draw(below: elements) * 64 + 8) }
      }
      try program.store(pair.0 * 64)
      try program.store(pair.1 * 64)
    }
    try program.flush()
  }
}
