/// A chase of pointers over an arena, as mcf's: three of four lead to a place within the same 64 KiB, the fourth anywhere.
struct GuestPointerChase: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let words = parameters.footprint / 8
    let cluster = min(words, 8192)
    try program.map(0, parameters.footprint)
    var word: UInt64 = 0
    for _ in 0..<parameters.accesses {
      try program.load(word * 8)
      let stays = program.draw(below: 4) > 0
      let start = word - word % cluster
      word = stays ? start + program.draw(below: min(cluster, words - start)) : program.draw(below: words)
    }
    try program.flush()
  }
}
