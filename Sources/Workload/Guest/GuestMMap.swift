/// As lmbench's lat_mmap: map, touch every fourth page, unmap, until all accesses are made.
struct GuestMMap: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    for _ in 0..<max(1, parameters.accesses / max(1, parameters.pageCount / 4)) {
      try program.map(0, parameters.footprint)
      for page in stride(from: 0, to: parameters.pageCount, by: 4) { try program.store(page << 12) }
      try program.unmap(0, parameters.footprint)
    }
  }
}
