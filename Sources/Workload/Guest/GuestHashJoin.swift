/// A join of two relations. Build: one is read in sequence, and scattered over a hash table of half the footprint. Probe: the other
/// is read in sequence, and looked up at uniform places.
struct GuestHashJoin: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let quarter = parameters.footprint / 4
    try program.map(0, parameters.footprint)
    let tuples = max(1, parameters.accesses / 4)
    for isProbe in [false, true] {
      for tuple in 0..<tuples {
        try program.load((isProbe ? quarter : 0) + tuple * 16 % quarter & ~7)
        let bucket = 2 * quarter + program.draw(below: 2 * quarter / 8) * 8
        if isProbe { try program.load(bucket) } else { try program.store(bucket) }
      }
    }
    try program.flush()
  }
}
