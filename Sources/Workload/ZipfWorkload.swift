import MMUCore

/// Loads from pages of Zipf popularity: the page of rank k is drawn with a chance proportional to k^−0.99.
///
/// Ranks are scattered over the footprint by a seeded shuffle, since popular objects are not neighbours.
///
/// Source: Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010 (the exponent 0.99); Atikoglu et al.,
/// "Workload Analysis of a Large-Scale Key-Value Store", SIGMETRICS 2012.
final class ZipfWorkload: AccessSource {
  let includesFetches = false
  let expectedCount: UInt64?
  private var remaining: UInt64
  private var generator: RandomGenerator
  private let pages: AliasTable

  /// The exponent.
  static let exponent = 0.99

  /// What the table takes while it is built.
  static let bytesPerPage: UInt64 = 20

  /// The workload, or `nil` when the host gives no memory for its table.
  init?(_ parameters: WorkloadParameters) {
    let pageCount = Int(parameters.pageCount)
    guard let memory = MappedBuffer(byteCount: pageCount * MemoryLayout<Double>.stride) else { return nil }
    var generator = RandomGenerator(seed: parameters.seed)
    let weights = memory.bound(to: Double.self)
    Self.fill(weights, &generator)
    guard let pages = AliasTable(weights) else { return nil }
    self.pages = pages
    self.generator = generator
    expectedCount = parameters.accesses
    remaining = parameters.accesses
  }

  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) -> Int {
    let count = Int(min(remaining, UInt64(batch.count)))
    var generator = generator
    for index in 0..<count {
      let random = generator.next()
      // The lowest bits decide nothing about the page, and so may choose the word.
      let gva = WorkloadParameters.base &+ pages.draw(random) &<< 12 &+ random & 0xFF8
      batch[index] = MemoryAccess(.load, GVA(gva), byteCount: 8)
    }
    self.generator = generator
    remaining -= UInt64(count)
    return count
  }

  /// Writes each page's weight: those of the ranks, shuffled by Fisher and Yates.
  private static func fill(_ weights: UnsafeMutableBufferPointer<Double>, _ generator: inout RandomGenerator) {
    for rank in weights.indices { weights[rank] = ElementaryFunctions.power(Double(rank + 1), -exponent) }
    for index in stride(from: weights.count - 1, to: 0, by: -1) {
      weights.swapAt(index, Int(generator.next(below: UInt64(index + 1))))
    }
  }
}
