import MMUCore
import Testing
import Workload

/// Mutated traces: each is read, or refused with an error, and it makes no difference where a read ends.
///
/// No watchdog is needed: every pass of a reader's loops consumes bytes, or asks for more of them, or ends.
@Suite struct TraceFuzzTests {
  private static let count: UInt64 = 100_000

  @Test(arguments: ForeignTraceFormat.allCases) func readsOrRefusesMutatedTraces(_ format: ForeignTraceFormat) {
    let original = TraceWriter(format, count: format == .drmemtrace || format == .perfScript ? 5 : 12, seed: 7).bytes
    for seed in 0..<Self.count {
      var mutation = TraceMutation(seed: seed)
      let trace = mutation.applied(to: original)
      let whole = Self.outcome([trace[...]], format)
      let cut = mutation.position(in: trace)
      let parts = Self.outcome([trace[..<cut], trace[cut...]], format)
      if whole != parts { Issue.record("\(format), seed \(seed): another outcome when cut at \(cut)") }
      if case .success(let words) = whole, words.count > 7 + trace.count {
        Issue.record("\(format), seed \(seed): \(words.count) words from \(trace.count) bytes")
      }
    }
  }

  @Test(arguments: ["pinatrace-manual.out", "two-members.out.gz", "two-streams.out.xz", "two-frames.out.zst"])
  func readsOrRefusesMutatedCompression(_ name: String) throws {
    let original = try TraceSample.bytes(name)
    var readable = 0
    for seed in 0..<Self.count {
      var mutation = TraceMutation(seed: seed)
      let trace = mutation.applied(to: original)
      let whole = Self.outcome([trace[...]], nil)
      if case .success = whole { readable += 1 }
      // Cutting tells of the readers' state, and costs a decoder: every tenth time will do.
      guard seed % 10 == 0 else { continue }
      let cut = mutation.position(in: trace)
      let parts = Self.outcome([trace[..<cut], trace[cut...]], nil)
      if whole != parts { Issue.record("\(name), seed \(seed): another outcome when cut at \(cut)") }
    }
    #expect(readable > 0 && readable < Self.count)
  }

  private static func outcome(
    _ pieces: [ArraySlice<UInt8>], _ format: ForeignTraceFormat?
  ) -> Result<[MemoryAccess], TraceFailure> {
    do { return .success(try PipedTrace.words(pieces, format)) } catch {
      guard let failure = error as? TraceFailure else { preconditionFailure("traces fail with TraceFailure") }
      return .failure(failure)
    }
  }
}
