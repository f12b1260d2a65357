import Glibc

/// Buffers that one thread fills and another uses, in order: full ones go one way, used ones come back.
final class BufferExchange<Buffer>: @unchecked Sendable {
  // Unchecked: the lock guards what follows; a buffer belongs to one thread at a time.

  private let lock = ConditionLock()
  private var empty: [Buffer]
  private var full: [Buffer] = []
  private var isStopped = false
  private var hasEnded = false
  private var failure: TraceFailure?

  /// An exchange of these buffers, all empty.
  init(_ buffers: [Buffer]) {
    empty = buffers
    full.reserveCapacity(buffers.count)
  }

  // MARK: Whoever fills

  /// Waits for a buffer that may be filled; `nil` when nobody wants more.
  func takeEmpty() -> Buffer? {
    lock.locked {
      while empty.isEmpty && !isStopped { lock.wait() }
      return isStopped ? nil : empty.removeLast()
    }
  }

  /// Hands a buffer over that was filled.
  func handOver(_ buffer: Buffer) { lock.change { full.append(buffer) } }

  /// Says that there will be no more, and why if that is a failure. Whoever fills touches nothing from now on.
  func end(_ failure: TraceFailure? = nil) {
    lock.change {
      self.failure = failure
      hasEnded = true
    }
  }

  // MARK: Whoever uses

  /// Waits for the next full buffer; `nil` at the end.
  func takeFull() throws(TraceFailure) -> Buffer? {
    let (buffer, failure) = lock.locked { () -> (Buffer?, TraceFailure?) in
      while full.isEmpty && !hasEnded { lock.wait() }
      return full.isEmpty ? (nil, self.failure) : (full.removeFirst(), nil)
    }
    if let failure { throw failure }
    return buffer
  }

  /// Gives a buffer back that was used.
  func giveBack(_ buffer: Buffer) { lock.change { empty.append(buffer) } }

  /// Wants no more.
  func stop() { lock.change { isStopped = true } }

  /// Waits until whoever fills has said that there will be no more, or a second has passed.
  func waitForEnd() {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_sec += 1
    lock.locked {
      while !hasEnded && lock.wait(until: deadline) {}
    }
  }
}
