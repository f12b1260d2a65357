import MMUCore
import Testing
import Workload

@Suite struct TraceRoundTripTests {
  @Test(arguments: ForeignTraceFormat.allCases, UInt64(1)...5)
  func readsWhatWasWritten(_ format: ForeignTraceFormat, _ seed: UInt64) throws {
    let trace = TraceWriter(format, count: 3000, seed: seed)
    #expect(try TraceText.words(trace.bytes, format) == trace.words, "seed \(seed)")
    #expect(try TraceText.words(trace.bytes, batchSize: 2 + Int(seed)) == trace.words, "seed \(seed)")
  }

  /// The fast path, and the careful one alone: a byte at a time, no line has enough behind it for the other.
  @Test(arguments: ForeignTraceFormat.allCases) func readsTheSameOnBothPaths(_ format: ForeignTraceFormat) throws {
    let trace = TraceWriter(format, count: 300, seed: 9)
    #expect(try PipedTrace.words(trace.bytes.indices.map { trace.bytes[$0...$0] }, format) == trace.words)
  }
}
