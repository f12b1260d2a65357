import MMUCore
import Testing
import Workload

@Suite struct ReadAheadTests {
  /// Batches of 1, 2, 3, … accesses that count on, then an end or a failure.
  private final class Counting: AccessSource {
    let includesFetches = false
    let expectedCount: UInt64? = nil
    private var calls: UInt64 = 0
    private var next: UInt64 = 0
    private let length: UInt64
    private let fails: Bool

    init(_ length: UInt64, fails: Bool = false) {
      self.length = length
      self.fails = fails
    }

    func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int {
      calls += 1
      if calls > length { if fails { throw .valgrindMissing } else { return 0 } }
      for index in 0..<Int(calls) {
        batch[index] = MemoryAccess(.load, GVA(next << 12))
        next += 1
      }
      return Int(calls)
    }
  }

  private static func read(_ reader: ReadAhead) throws -> [UInt64] {
    var pages: [UInt64] = []
    while try reader.withNextBatch({ batch in pages += batch.map { $0.gva.rawValue >> 12 } }) != nil {}
    return pages
  }

  @Test(arguments: [0, 1, 3, 4, 5, 100] as [UInt64]) func keepsOrderAndLosesNothing(_ length: UInt64) throws {
    let reader = ReadAhead(Counting(length))
    #expect(try Self.read(reader) == Array(0..<(length * (length + 1) / 2)))
    reader.finish()
  }

  @Test func deliversWhatCameBeforeAFailure() throws {
    let reader = ReadAhead(Counting(10, fails: true))
    var count = 0
    #expect(throws: TraceFailure.valgrindMissing) {
      while try reader.withNextBatch({ count += $0.count }) != nil {}
    }
    #expect(count == 55)
    reader.finish()
  }

  @Test func canBeLeftInTheMiddle() throws {
    let reader = ReadAhead(Counting(1000))
    _ = try reader.withNextBatch { _ in }
    reader.finish()
  }
}
