import Glibc
import MMUCore

/// Reads a source in a thread of its own, a few batches ahead of whoever uses them.
///
/// Making accesses (decompressing, parsing, drawing random numbers) and simulating them are each a processor's work; on two
/// processors a profile takes as long as the slower of them.
public final class ReadAhead: @unchecked Sendable {
  // Unchecked: the source belongs to the reading thread until it has ended, and batches are exchanged.

  /// How many accesses a batch has room for: its 128 KiB fit a second-level cache beside a simulation's tables.
  public static let batchSize = 1 << 14
  private static let batchCount = 4

  private typealias Batch = (room: UnsafeMutableBufferPointer<MemoryAccess>, count: Int)

  private let source: any AccessSource
  private let storage: UnsafeMutableBufferPointer<MemoryAccess>
  private let batches: BufferExchange<Batch>

  /// Begins to read a source. Until ``finish()`` returned, nobody else may use it.
  public init(_ source: any AccessSource) {
    self.source = source
    let storage = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: Self.batchSize * Self.batchCount)
    self.storage = storage
    batches = BufferExchange(
      (0..<Self.batchCount).map { number in
        let first = number * Self.batchSize
        return (UnsafeMutableBufferPointer(rebasing: storage[first..<first + Self.batchSize]), 0)
      })
    start()
  }

  deinit { storage.deallocate() }

  /// Calls a body with the next accesses, in order.
  ///
  /// - Returns: what the body answers; `nil` at the source's end.
  public func withNextBatch<Answer>(
    _ body: (UnsafeBufferPointer<MemoryAccess>) throws -> Answer
  ) throws -> Answer? {
    guard let batch = try batches.takeFull() else { return nil }
    defer { batches.giveBack(batch) }
    return try body(UnsafeBufferPointer(rebasing: batch.room[..<batch.count]))
  }

  /// Stops reading, and waits until the source is at rest. A source that waits for a pipe without an interrupt is left to
  /// itself after a moment: only a failure ends a profile there.
  public func finish() {
    batches.stop()
    batches.waitForEnd()
  }

  // MARK: The reading thread

  private func start() {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    let refusal = pthread_create(
      &thread, nil,
      { box in
        Unmanaged<ReadAhead>.fromOpaque(box!).takeRetainedValue().readAll()
        return nil
      }, box.toOpaque())
    if refusal == 0 {
      pthread_detach(thread)
    } else {
      box.release()
      preconditionFailure("the system refuses a second thread: error \(refusal)")
    }
  }

  private func readAll() {
    do throws(TraceFailure) {
      while let batch = batches.takeEmpty() {
        let count = try source.nextBatch(into: batch.room)
        guard count > 0 else { break }
        batches.handOver((batch.room, count))
      }
      batches.end()
    } catch {
      batches.end(error)
    }
  }
}
