/// A store of keys: a uniform hash bucket, then a Zipf object, which one operation in five writes. Every interval of operations a
/// fork saves a snapshot: the child reads all of it, while the parent's stores copy what they touch.
struct GuestRedis: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let objects = ZipfDistribution(count: objectPages, exponent: ZipfWorkload.exponent)
    let scatter = PageScatter(count: objectPages, seed: parameters.seed)
    try program.map(0, parameters.footprint)
    for page in 0..<parameters.pageCount { try program.store(page << 12) }
    let parent = program.kernel.current
    var saver: GuestProcess?
    let interval = max(2, parameters.interval)
    for operation in 0..<parameters.accesses / 2 {
      if operation % interval == interval / 2 { saver = try program.fork() }
      if operation % interval == interval - 1, let child = saver {
        try save(child, switchingTo: parent, program)
        saver = nil
      }
      try operate(objects, scatter, program)
    }
    if let saver { try save(saver, switchingTo: parent, program) }
    try program.flush()
  }

  /// An eighth of the pages are buckets.
  private var bucketPages: UInt64 { max(1, parameters.pageCount / 8) }
  private var objectPages: UInt64 { max(1, parameters.pageCount - bucketPages) }

  private func operate(
    _ objects: ZipfDistribution, _ scatter: PageScatter, _ program: GuestProgram
  ) throws(KernelFailure) {
    try program.load(program.draw(below: bucketPages * 512) * 8)
    let random = program.random.next()
    let rank = objects.draw(random, &program.random)
    let page = (bucketPages + scatter.page(of: rank)) % parameters.pageCount
    let offset = page << 12 + random & 0xFF8
    if program.draw(below: 5) == 0 { try program.store(offset) } else { try program.load(offset) }
  }

  private func save(
    _ child: GuestProcess, switchingTo parent: GuestProcess, _ program: GuestProgram
  ) throws(KernelFailure) {
    try program.yield(to: child)
    for page in 0..<parameters.pageCount { try program.load(page << 12) }
    try program.exit(child, switchingTo: parent)
  }
}
