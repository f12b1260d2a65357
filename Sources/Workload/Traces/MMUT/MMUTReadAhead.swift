import Glibc

/// Decodes blocks on a thread of its own, ahead of whoever uses them.
///
/// Two blocks are under way: one being used, one being decoded or waiting.
final class MMUTReadAhead: @unchecked Sendable {
  // Unchecked: `reader` belongs to the thread until it has ended, and blocks are exchanged.

  private let reader: MMUTBlockReader
  private let blocks = BufferExchange([MMUTBlock(), MMUTBlock()])
  private var thread = pthread_t()
  private var isRunning = false
  private var wasStopped = false
  private let mustStop: MMUTStopFlag

  /// - Parameter mustStop: what the reader's source asks whether to go on waiting for bytes.
  init(_ reader: MMUTBlockReader, mustStop: MMUTStopFlag) {
    self.reader = reader
    self.mustStop = mustStop
  }

  deinit { stop() }

  /// Takes the next block; gives back the one before.
  ///
  /// - Returns: `nil` at the end.
  func next(after used: MMUTBlock?) throws(TraceFailure) -> MMUTBlock? {
    guard start() else { return try decode(into: used ?? MMUTBlock()) }
    if let used { blocks.giveBack(used) }
    return try blocks.takeFull()
  }

  /// Ends the thread, at the end of the block that it is at.
  func stop() {
    guard isRunning else { return }
    mustStop.set()
    blocks.stop()
    pthread_join(thread, nil)
    isRunning = false
    wasStopped = true
  }

  /// Starts the thread, if there is none yet; answers whether there is or was one.
  private func start() -> Bool {
    guard !isRunning, !wasStopped else { return true }
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
    do throws(TraceFailure) {
      while let block = blocks.takeEmpty(), try reader.next(into: block) { blocks.handOver(block) }
      blocks.end()
    } catch {
      blocks.end(error)
    }
  }
}
