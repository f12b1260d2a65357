import Foundation
import MMUCore
import Testing
import Workload

@Suite struct WorkloadCatalogTests {
  static func accesses(
    _ name: WorkloadName, batchSize: Int = 1000, _ change: (inout WorkloadParameters) -> Void
  ) throws -> [MemoryAccess] {
    var parameters = WorkloadParameters()
    parameters.footprint = 1 << 20
    parameters.accesses = 10_000
    change(&parameters)
    return try WorkloadCatalog.source(name, parameters).collect(batchSize: batchSize)
  }

  /// FNV-1a over the packed words.
  static func digest(_ accesses: [MemoryAccess]) -> String {
    let hash: UInt64 = accesses.reduce(0xCBF2_9CE4_8422_2325) { hash, access in
      withUnsafeBytes(of: access.rawValue.littleEndian) { $0.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
    }
    return String(hash, radix: 16)
  }

  static func offsets(_ accesses: [MemoryAccess]) -> [UInt64] {
    accesses.map { $0.gva.rawValue - WorkloadParameters.base }
  }

  @Test(
    arguments: zip(
      WorkloadName.allCases, ["f35feb7eca2caca5", "e8c59416e0386425", "798a3e5d753c7ebd", "5568e103b890f935"]))
  func makesTheSameBytesOnEveryMachine(_ name: WorkloadName, _ golden: String) throws {
    #expect(Self.digest(try Self.accesses(name) { $0.footprint = 3 << 20 }) == golden)
  }

  @Test(arguments: WorkloadName.allCases) func makesAsManyAccessesAsAskedInAnyBatches(_ name: WorkloadName) throws {
    let whole = try Self.accesses(name, batchSize: 20_000) { $0.accesses = 9_999 }
    #expect(whole.count == 9_999)
    for batchSize in [2, 3, 64, 1000] {
      #expect(try Self.accesses(name, batchSize: batchSize) { $0.accesses = 9_999 } == whole)
    }
  }

  @Test(arguments: WorkloadName.allCases, [1 << 12, 3 << 12, 1 << 20] as [UInt64])
  func staysInItsFootprint(_ name: WorkloadName, _ footprint: UInt64) throws {
    let accesses = try Self.accesses(name) {
      $0.footprint = footprint
      $0.step = 4093
    }
    #expect(Self.offsets(accesses).allSatisfy { $0 <= footprint - 8 })
    #expect(accesses.allSatisfy { $0.kind != .fetch })
  }

  @Test func sweepsInSteps() throws {
    let offsets = Self.offsets(
      try Self.accesses(.sequential) {
        $0.footprint = 1 << 12; $0.step = 1000
      })
    #expect(Array(offsets.prefix(6)) == [0, 1000, 2000, 3000, 4000, 0])
  }

  @Test func stridesOverPages() throws {
    let offsets = Self.offsets(
      try Self.accesses(.strided) {
        $0.footprint = 7 << 12; $0.stride = 3
      })
    #expect(Array(offsets.prefix(7)) == [0, 3, 6, 0, 3, 6, 0].map { $0 << 12 })
  }

  @Test func updatesWordsAtRandom() throws {
    let accesses = try Self.accesses(.gups) { $0.accesses = 100_000 }
    for index in stride(from: 0, to: accesses.count, by: 2) {
      #expect(accesses[index].kind == .load && accesses[index + 1].kind == .store)
      #expect(accesses[index].gva == accesses[index + 1].gva)
    }
    let pages = Dictionary(grouping: Self.offsets(accesses)) { $0 >> 12 }.mapValues(\.count)
    #expect(pages.count == 256)
    // 50 000 draws over 256 pages, each counted twice: 391 with a standard deviation of 28.
    #expect(pages.values.allSatisfy { abs($0 - 391) < 6 * 28 })
  }

  @Test func otherSeedsMakeOtherAccesses() throws {
    for name in [WorkloadName.gups, .zipf] {
      #expect(try Self.accesses(name) { $0.seed = 1 } != Self.accesses(name) { $0.seed = 2 })
    }
  }

  /// The k-th most popular of n pages is drawn k^−0.99 ÷ Σ i^−0.99 of the time. Counts of a million draws stay within six
  /// standard deviations; sorting them hardly disturbs the head, where neighbours are far apart.
  @Test(arguments: [200, 1000, 5000] as [UInt64]) func drawsPagesByZipfsLaw(_ pageCount: UInt64) throws {
    let draws = 1_000_000.0
    let accesses = try Self.accesses(.zipf) {
      $0.footprint = pageCount << 12
      $0.accesses = UInt64(draws)
    }
    let counts = Dictionary(grouping: Self.offsets(accesses)) { $0 >> 12 }.values.map(\.count).sorted(by: >)
    let weights = (1...pageCount).map { pow(Double($0), -0.99) }
    let total = weights.reduce(0, +)
    for rank in 0..<20 {
      let expected = draws * weights[rank] / total
      #expect(abs(Double(counts[rank]) - expected) < 6 * expected.squareRoot())
    }
    // Deeper ranks by blocks, whose sums sorting disturbs even less.
    for start in stride(from: 20, to: Int(pageCount) - 60, by: 60) {
      let expected = draws * weights[start..<(start + 60)].reduce(0, +) / total
      let actual = Double(counts[start..<min(start + 60, counts.count)].reduce(0, +))
      #expect(abs(actual - expected) < 0.05 * expected + 6 * expected.squareRoot())
    }
  }

  @Test func takesMemoryForNoFootprint() throws {
    let accesses = try Self.accesses(.zipf) { $0.footprint = WorkloadParameters.maximumFootprint }
    #expect(accesses.count == 10_000)
  }

  @Test func refusesParametersThatMakeNoWorkload() {
    func expect(_ reason: WorkloadImpossibility, _ change: (inout WorkloadParameters) -> Void) {
      #expect(throws: reason) { try Self.accesses(.strided, change) }
    }
    expect(.footprintNotWholePages) { $0.footprint = 0 }
    expect(.footprintNotWholePages) { $0.footprint = 4097 }
    expect(.footprintTooLarge) { $0.footprint = 1 << 47 }
    expect(.noAccesses) { $0.accesses = 0 }
    expect(.stepOutOfRange) { $0.step = 0 }
    expect(.stepOutOfRange) { $0.step = 1 << 21 }
    expect(.strideOutOfRange) { $0.stride = 0 }
    expect(.strideOutOfRange) { $0.stride = 257 }
  }
}
