/// As lmbench's lat_pagefault: map, touch every page in an order of chance, unmap, until all accesses are made.
struct GuestPageFault: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    for round in 0..<max(1, parameters.accesses / parameters.pageCount) {
      let order = PageScatter(count: parameters.pageCount, seed: parameters.seed &+ round)
      try program.map(0, parameters.footprint)
      for page in 0..<parameters.pageCount { try program.store(order.page(of: page) << 12) }
      try program.unmap(0, parameters.footprint)
    }
  }
}
