import MMUCore

/// Loads from pages of Zipf popularity, scattered over the footprint.
///
/// Source: Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010 (the exponent 0.99); Atikoglu et al.,
/// "Workload Analysis of a Large-Scale Key-Value Store", SIGMETRICS 2012.
final class ZipfWorkload: AccessSource {
  let includesFetches = false
  let expectedCount: UInt64?
  private var remaining: UInt64
  private var generator: RandomGenerator
  private let ranks: ZipfDistribution
  private let scatter: PageScatter

  /// The exponent.
  static let exponent = 0.99

  init(_ parameters: WorkloadParameters) {
    expectedCount = parameters.accesses
    remaining = parameters.accesses
    generator = RandomGenerator(seed: parameters.seed)
    ranks = ZipfDistribution(count: parameters.pageCount, exponent: Self.exponent)
    scatter = PageScatter(count: parameters.pageCount, seed: parameters.seed)
  }

  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) -> Int {
    let count = Int(min(remaining, UInt64(batch.count)))
    var generator = generator
    for index in 0..<count {
      let random = generator.next()
      let page = scatter.page(of: ranks.draw(random, &generator))
      let gva = WorkloadParameters.base &+ page &<< 12 &+ random & 0xFF8
      batch[index] = MemoryAccess(.load, GVA(gva), byteCount: 8)
    }
    self.generator = generator
    remaining -= UInt64(count)
    return count
  }
}
