import MMUCore
import Workload

/// A reader of a trace that never ends, ready to be timed.
final class ForeignTraceReading {
  /// The bytes of a trace, its lines or records over and over.
  private final class Source: ByteSource {
    let wasInterrupted = false
    private let bytes: UnsafeMutableRawBufferPointer
    private let bodyStart: Int
    private var position = 0

    init(_ trace: ForeignTrace) {
      bytes = .allocate(byteCount: trace.head.count + trace.body.count, alignment: 16)
      bytes.copyBytes(from: trace.head + trace.body)
      bodyStart = trace.head.count
    }

    deinit { bytes.deallocate() }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      if position == bytes.count { position = bodyStart }
      let count = min(buffer.count, bytes.count - position)
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
      position += count
      return count
    }
  }

  private let trace: ForeignTrace
  private let source: any AccessSource
  private let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 4096)

  init(_ trace: ForeignTrace) throws(BenchmarkFailure) {
    self.trace = trace
    do throws(TraceFailure) {
      source = try TraceCatalog.open(Source(trace), name: "a benchmark", format: trace.format, addressBits: 48)
    } catch {
      throw .other("\(error)")
    }
  }

  deinit { batch.deallocate() }

  /// Reads the trace twice, and compares what is read with what was written.
  func check() throws(BenchmarkFailure) {
    var place = 0
    while place < 2 * trace.accesses.count {
      for access in batch[..<next(2 * trace.accesses.count - place)] where !access.isEvent {
        guard access == trace.accesses[place % trace.accesses.count] else {
          throw .mismatch("access \(place) is another")
        }
        place += 1
      }
    }
  }

  /// Reads some lines or records, as many accesses as so many make on average.
  func read(_ recordCount: Int) {
    var remaining = recordCount * trace.accesses.count / ForeignTrace.recordCount
    while remaining > 0 { remaining -= next(remaining) }
  }

  private func next(_ wanted: Int) -> Int {
    do throws(TraceFailure) {
      // Less room than a record may take would be served through another buffer.
      return try source.nextBatch(
        into: UnsafeMutableBufferPointer(rebasing: batch[..<max(8, min(wanted, batch.count))]))
    } catch {
      preconditionFailure("a benchmark's trace is damaged: \(error)")
    }
  }
}
