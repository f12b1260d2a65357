import MMUCore

/// Keeps the fixture used last: a benchmark and its limits run one after the other over the same memory.
final class FixtureShelf {
  private var walkFixture: WalkFixture?
  private var batchFixture: BatchFixture?
  private var streamFixture: StreamFixture?

  /// The walk fixture of a shape, made if it is not the last one.
  func walk(_ residence: TableResidence, _ pageSize: PageSize) throws(BenchmarkFailure) -> WalkFixture {
    if let kept = walkFixture, kept.residence == residence, kept.pageSize == pageSize { return kept }
    walkFixture = nil
    batchFixture = nil
    let made = try WalkFixture(residence, pageSize)
    if let difference = made.firstMismatch() { throw .mismatch(difference) }
    walkFixture = made
    return made
  }

  /// The batch fixture over 4 KiB pages, made if it is not the last one.
  func batch(_ residence: TableResidence) throws(BenchmarkFailure) -> BatchFixture {
    let walks = try walk(residence, .kib4)
    if let kept = batchFixture, kept.walks === walks { return kept }
    batchFixture = nil
    let made = try BatchFixture(walks)
    batchFixture = made
    return made
  }

  /// The stream fixture of a kind, made if it is not the last one.
  func stream(_ stream: AccessStream) throws(BenchmarkFailure) -> StreamFixture {
    if let kept = streamFixture, kept.stream == stream { return kept }
    streamFixture = nil
    let made = try StreamFixture(stream)
    streamFixture = made
    return made
  }
}
