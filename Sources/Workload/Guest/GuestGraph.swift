/// A breadth-first search: vertices of Zipf popularity, exponent 0.7, and their edges in sequence. An eighth of the footprint is
/// vertices, a sixteenth marks those that were visited, the rest edges.
struct GuestGraph: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let vertexWords = max(1, parameters.footprint / 64)
    let edges = vertexWords * 8 + parameters.footprint / 16
    let edgeLines = (parameters.footprint - edges) / 64
    let vertices = ZipfDistribution(count: vertexWords, exponent: 0.7)
    let scatter = PageScatter(count: vertexWords, seed: parameters.seed)
    try program.map(0, parameters.footprint)
    for _ in 0..<parameters.accesses / Self.accessesPerVertex {
      let random = program.random.next()
      let vertex = scatter.page(of: vertices.draw(random, &program.random))
      try program.load(vertex * 8)
      let line = min(vertex * edgeLines / vertexWords, edgeLines - 2)
      for word in 0..<Self.edgesPerVertex { try program.load(edges + line * 64 + word * 8) }
      try program.store(vertexWords * 8 + vertex / 2 & ~7)
    }
    try program.flush()
  }

  private static let edgesPerVertex: UInt64 = 14
  private static let accessesPerVertex = edgesPerVertex + 2
}
