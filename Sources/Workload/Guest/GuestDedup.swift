/// Compression in a pipeline: buffers of 1 to 64 pages that a producer maps and fills, and a consumer reads and unmaps. Changes of page
/// tables dominate.
struct GuestDedup: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  /// The room of a buffer, in pages.
  private static let room: UInt64 = 64

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let slots = max(1, parameters.pageCount / Self.room)
    var buffers = [UInt64](repeating: 0, count: Int(slots))
    var made: UInt64 = 0
    var next = 0
    while made < parameters.accesses {
      let offset = UInt64(next) * Self.room << 12
      if buffers[next] > 0 { try consume(offset, buffers[next], program) }
      let pages = min(1 + program.draw(below: Self.room), parameters.pageCount)
      try program.map(offset, pages << 12)
      for page in 0..<pages { try program.store(offset + page << 12) }
      buffers[next] = pages
      made += 2 * pages
      next = (next + 1) % buffers.count
    }
    for (slot, pages) in buffers.enumerated() where pages > 0 {
      try consume(UInt64(slot) * Self.room << 12, pages, program)
    }
  }

  private func consume(_ offset: UInt64, _ pages: UInt64, _ program: GuestProgram) throws(KernelFailure) {
    for page in 0..<pages { try program.load(offset + page << 12) }
    try program.unmap(offset, pages << 12)
  }
}
