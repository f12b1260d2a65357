import MMUCore
import Testing
import Workload

/// Mutated traces: each is read, or refused with an error, and it makes no difference where a read ends.
///
/// No watchdog is needed: every pass of a reader's loops consumes bytes, or asks for more of them, or ends.
@Suite struct TraceFuzzTests {
  private static let count: UInt64 = 100_000

  @Test(arguments: ForeignTraceFormat.allCases) func readsOrRefusesMutatedTraces(_ format: ForeignTraceFormat) {
    let lines = format == .drmemtrace || format == .perfScript ? 5 : 12
    Self.check(TraceWriter(format, count: lines, seed: 7).bytes, format, "\(format)")
  }

  /// Which format a mutated trace is taken for is tried less often: it is read in all of them.
  @Test(arguments: ForeignTraceFormat.allCases) func readsOrRefusesTracesOfAnyFormat(_ format: ForeignTraceFormat) {
    Self.check(TraceWriter(format, count: 3, seed: 7).bytes, nil, "\(format)", count: 2000)
  }

  @Test(arguments: ["two-members.out.gz", "two-streams.out.xz", "two-frames.out.zst"])
  func readsOrRefusesMutatedCompression(_ name: String) throws {
    Self.check(try TraceSample.bytes(name), .pinatrace, name, isCompressed: true)
  }

  private static func check(
    _ original: [UInt8], _ format: ForeignTraceFormat?, _ name: String, count: UInt64 = count,
    isCompressed: Bool = false
  ) {
    var readable: UInt64 = 0
    for seed in 0..<count {
      var mutation = TraceMutation(seed: seed)
      let trace = mutation.applied(to: original)
      let whole = PipedTrace.outcome([trace[...]], format)
      if case .success(let words) = whole {
        readable += 1
        // No byte makes more than three words, nor a line or record more than seven.
        if words.count > 7 + 3 * trace.count { Issue.record("\(name), seed \(seed): \(words.count) words") }
      }
      // Reading twice costs time; every eighth will do to see that it makes no difference where a read ends, nor whether the
      // fast path sees a line: a byte at a time, it sees none.
      guard seed % 8 == 0 else { continue }
      let cut = mutation.position(in: trace)
      let pieces = seed % 16 == 0 ? [trace[..<cut], trace[cut...]] : trace.indices.map { trace[$0...$0] }
      let parts = PipedTrace.outcome(pieces, format)
      // Which comes first differs: lines of a damaged frame, or the frame's checksum.
      if isCompressed, case (.failure, .failure) = (whole, parts) { continue }
      if parts != whole { Issue.record("\(name), seed \(seed): another outcome in pieces") }
    }
    #expect(readable > 0 && readable < count, "\(name): \(readable) of \(count) were read")
  }
}
