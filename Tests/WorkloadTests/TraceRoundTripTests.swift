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
}
