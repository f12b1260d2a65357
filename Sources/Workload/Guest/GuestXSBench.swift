/// Neutron cross sections: a binary search over the energies, whose top levels are hot, then a row of the table at random. A
/// sixteenth of the footprint is energies.
struct GuestXSBench: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let energies = max(2, parameters.footprint / 128)
    let rows = max(1, (parameters.footprint - energies * 8) / 64)
    try program.map(0, parameters.footprint)
    var made: UInt64 = 0
    while made < parameters.accesses {
      let energy = program.draw(below: energies)
      var (low, high): (UInt64, UInt64) = (0, energies)
      while high - low > 1 {
        let middle = (low + high) / 2
        try program.load(middle * 8)
        made += 1
        if middle <= energy { low = middle } else { high = middle }
      }
      let row = program.draw(below: rows)
      for word in 0..<6 as Range<UInt64> { try program.load(energies * 8 + row * 64 + word * 8) }
      made += 6
    }
    try program.flush()
  }
}
