import Foundation
import Synchronization

/// Threads that take items from a list, each the next one.
final class WorkerPool<Item: Sendable>: Sendable {
  private let items: [Item]
  private let taken = Atomic(0)
  private let ended = DispatchSemaphore(value: 0)

  /// How long to wait for the threads between two looks at how far they are.
  private static var interval: DispatchTimeInterval { .milliseconds(200) }

  /// A pool for some items.
  init(_ items: [Item]) { self.items = items }

  /// Does something with every item, and comes back when all threads have ended.
  ///
  /// - Parameters:
  ///   - jobs: how many threads there are at most.
  ///   - whileWaiting: called on the caller's thread several times a second.
  ///   - body: called on a thread with the thread's number; a thread takes no more items once it has answered `false`.
  func run(jobs: Int, whileWaiting: () -> Void = {}, _ body: @escaping @Sendable (Int, Item) -> Bool) {
    let count = min(jobs, items.count)
    for number in 0..<count {
      let thread = Thread { [self] in
        while let item = next(), body(number, item) {}
        ended.signal()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    for _ in 0..<count {
      while ended.wait(timeout: .now() + Self.interval) == .timedOut { whileWaiting() }
    }
  }

  private func next() -> Item? {
    let position = taken.add(1, ordering: .relaxed).oldValue
    return position < items.count ? items[position] : nil
  }
}
