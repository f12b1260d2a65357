import MMUCore
import Workload

/// Traces that come in pieces, as through a pipe.
enum PipedTrace {
  /// The bytes of pieces, of which a read gives at most one.
  private final class Source: ByteSource {
    let wasInterrupted = false
    private var pieces: [ArraySlice<UInt8>]

    init(_ pieces: [ArraySlice<UInt8>]) { self.pieces = pieces.reversed().filter { !$0.isEmpty } }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      guard let piece = pieces.popLast() else { return 0 }
      let count = min(piece.count, buffer.count)
      buffer.copyBytes(from: piece.prefix(count))
      if count < piece.count { pieces.append(piece.dropFirst(count)) }
      return count
    }
  }

  /// The words of a trace in pieces.
  static func words(
    _ pieces: [ArraySlice<UInt8>], _ format: ForeignTraceFormat?, batchSize: Int = 1000
  ) throws -> [MemoryAccess] {
    try TraceCatalog.open(Source(pieces), name: "a test", format: format, addressBits: 57).collect(batchSize: batchSize)
  }

  /// The words of a trace in pieces, or why there are none. What tests throw costs a backtrace each time; this throws little.
  static func outcome(
    _ pieces: [ArraySlice<UInt8>], _ format: ForeignTraceFormat?
  ) -> Result<[MemoryAccess], TraceFailure> {
    withUnsafeTemporaryAllocation(of: MemoryAccess.self, capacity: 256) { batch in
      do throws(TraceFailure) {
        let source = try TraceCatalog.open(Source(pieces), name: "a test", format: format, addressBits: 57)
        var words: [MemoryAccess] = []
        while case let count = try source.nextBatch(into: batch), count > 0 { words += batch[..<count] }
        return .success(words)
      } catch {
        return .failure(error)
      }
    }
  }
}
