import Glibc

/// Decodes blocks on a thread of its own, ahead of whoever uses them.
///
/// Two blocks are under way: one being used, one being decoded or waiting.
final class MMUTReadAhead: @unchecked Sendable {
  // Unchecked: `reader` belongs to the thread until it has ended, and the lock guards the rest.

  private let reader: MMUTBlockReader
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var thread = pthread_t()
  private var isRunning = false
  private var free: [MMUTBlock] = [MMUTBlock(), MMUTBlock()]
  private var ready: [MMUTBlock] = []
  private var hasEnded = false
  private var failure: TraceFailure?
  private let mustStop: MMUTStopFlag

  /// - Parameter mustStop: what the reader's source asks whether to go on waiting for bytes.
  init(_ reader: MMUTBlockReader, mustStop: MMUTStopFlag) {
    self.reader = reader
    self.mustStop = mustStop
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    stop()
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
  }

  /// Takes the next block; gives back the one before.
  ///
  /// - Returns: `nil` at the end.
  func next(after used: MMUTBlock?) throws(TraceFailure) -> MMUTBlock? {
    guard start() else { return try decode(into: used ?? MMUTBlock()) }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if let used {
      free.append(used)
      pthread_cond_signal(changed)
    }
    while ready.isEmpty && !hasEnded { pthread_cond_wait(changed, lock) }
    if !ready.isEmpty { return ready.removeFirst() }
    if let failure { throw failure }
    return nil
  }

  /// Ends the thread, at the end of the block that it is at.
  func stop() {
    guard isRunning else { return }
    mustStop.set()
    pthread_mutex_lock(lock)
    pthread_cond_signal(changed)
    pthread_mutex_unlock(lock)
    pthread_join(thread, nil)
    isRunning = false
  }

  /// Starts the thread, if there is none yet; answers whether there is or was one.
  private func start() -> Bool {
    guard !isRunning, !hasEnded else { return true }
    // The thread is joined before this object goes.
    let unowned = Unmanaged.passUnretained(self).toOpaque()
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
      if let context { Unmanaged<MMUTReadAhead>.fromOpaque(context).takeUnretainedValue().decodeAll() }
      return nil
    }
    isRunning = pthread_create(&thread, nil, body, unowned) == 0
    return isRunning
  }

  /// What is done where the system gives no thread: a block is decoded when it is asked for.
  private func decode(into block: MMUTBlock) throws(TraceFailure) -> MMUTBlock? {
    try reader.next(into: block) ? block : nil
  }

  private func decodeAll() {
    while let block = takeFree() {
      do throws(TraceFailure) {
        let found = try reader.next(into: block)
        hand(over: found ? block : nil, nil)
        if !found { return }
      } catch {
        hand(over: nil, error)
        return
      }
    }
  }

  private func takeFree() -> MMUTBlock? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while free.isEmpty && !mustStop.isSet { pthread_cond_wait(changed, lock) }
    return mustStop.isSet ? nil : free.removeLast()
  }

  private func hand(over block: MMUTBlock?, _ failure: TraceFailure?) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if let block { ready.append(block) } else { hasEnded = true }
    self.failure = failure
    pthread_cond_signal(changed)
  }
}
