import Glibc
import MMUCore

/// Reads a source in a thread of its own, a few batches ahead of whoever uses them.
///
/// Making accesses (decompressing, parsing, drawing random numbers) and simulating them are each a processor's work; on two
/// processors a profile takes as long as the slower of them.
public final class ReadAhead: @unchecked Sendable {
  // Unchecked: what both threads touch is guarded by the lock; a batch belongs to one of them at a time.

  /// How many accesses a batch has room for: its 128 KiB fit a second-level cache beside a simulation's tables.
  public static let batchSize = 1 << 14
  private static let batchCount = 4

  private let source: any AccessSource
  private let storage: UnsafeMutableBufferPointer<MemoryAccess>
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  /// Batches that were read, of which the oldest `taken` were used. Guarded, as all that follows.
  private var readCount = 0
  private var takenCount = 0
  private var counts = [Int](repeating: 0, count: batchCount)
  private var isOver = false
  private var isStopped = false
  private var failure: TraceFailure?

  /// Begins to read a source. Until ``finish()`` returned, nobody else may use it.
  public init(_ source: any AccessSource) {
    self.source = source
    storage = .allocate(capacity: Self.batchSize * Self.batchCount)
    lock = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
    start()
  }

  deinit {
    storage.deallocate()
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Calls a body with the next accesses, in order.
  ///
  /// - Returns: what the body answers; `nil` at the source's end.
  public func withNextBatch<Answer>(
    _ body: (UnsafeBufferPointer<MemoryAccess>) throws -> Answer
  ) throws -> Answer? {
    guard let batch = try nextFull() else { return nil }
    defer { locked { takenCount += 1 } }
    return try body(batch)
  }

  /// Stops reading, and waits until the source is at rest. A source that waits for a pipe without an interrupt is left to
  /// itself after a moment: only a failure ends a profile there.
  public func finish() {
    pthread_mutex_lock(lock)
    isStopped = true
    pthread_cond_broadcast(changed)
    var patience = 20
    while !isOver && patience > 0 {
      var deadline = timespec()
      clock_gettime(CLOCK_REALTIME, &deadline)
      deadline.tv_nsec += 50_000_000
      if deadline.tv_nsec >= 1_000_000_000 {
        deadline.tv_sec += 1
        deadline.tv_nsec -= 1_000_000_000
      }
      pthread_cond_timedwait(changed, lock, &deadline)
      patience -= 1
    }
    pthread_mutex_unlock(lock)
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
    var ended = false
    while !ended, let slot = nextEmpty() {
      do throws(TraceFailure) {
        let count = try source.nextBatch(into: batch(slot))
        ended = count == 0
        locked {
          counts[slot] = count
          readCount += ended ? 0 : 1
        }
      } catch {
        ended = true
        locked { failure = error }
      }
    }
    locked { isOver = true }
  }

  /// Waits for a batch that may be overwritten; `nil` when nobody wants more.
  private func nextEmpty() -> Int? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while readCount - takenCount == Self.batchCount && !isStopped { pthread_cond_wait(changed, lock) }
    return isStopped ? nil : readCount % Self.batchCount
  }

  /// Waits for a batch that was read.
  private func nextFull() throws(TraceFailure) -> UnsafeBufferPointer<MemoryAccess>? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while readCount == takenCount && !isOver { pthread_cond_wait(changed, lock) }
    if readCount > takenCount {
      let slot = takenCount % Self.batchCount
      return UnsafeBufferPointer(rebasing: batch(slot)[..<counts[slot]])
    }
    if let failure { throw failure }
    return nil
  }

  private func batch(_ slot: Int) -> UnsafeMutableBufferPointer<MemoryAccess> {
    UnsafeMutableBufferPointer(rebasing: storage[(slot * Self.batchSize)..<((slot + 1) * Self.batchSize)])
  }

  private func locked(_ change: () -> Void) {
    pthread_mutex_lock(lock)
    change()
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }
}
