import Glibc

/// Guests that run by turns, each in a thread of its own of which one at a time goes on: so a guest can be left in the middle of
/// anything, and every run of the same turns is the same.
public final class MachineTurns: @unchecked Sendable {
  // Unchecked: whoever has the turn is alone, and gets and gives it under the lock.

  /// A guest's whole life; it takes turns by ``pass(from:to:)``.
  public typealias Life = () -> Void

  private let lock = ConditionLock()
  private var lives: [Life]
  private var isAlive: [Bool]
  /// Whose turn it is; `nil` when all have ended.
  private var turn: Int?

  /// Guests that wait for the first turn.
  public init(_ lives: [Life]) {
    self.lives = lives
    isAlive = lives.map { _ in true }
  }

  /// Runs all of them to their ends, the first one first.
  public func run() {
    let threads = lives.indices.map { start($0) }
    give(to: lives.isEmpty ? nil : 0)
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Gives the turn from one guest to another, if that has not ended, and waits until it comes back.
  public func pass(from number: Int, to next: Int) {
    guard next != number, isAlive[next] else { return }
    give(to: next)
    wait(for: number)
  }

  /// The guest after one, of those that have not ended.
  public func next(after number: Int) -> Int {
    for step in 1...lives.count where isAlive[(number + step) % lives.count] { return (number + step) % lives.count }
    return number
  }

  // MARK: Threads

  private func start(_ number: Int) -> pthread_t {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(self, number))
    let refusal = pthread_create(
      &thread, nil,
      { box in
        let box = Unmanaged<Box>.fromOpaque(box!).takeRetainedValue()
        box.turns.live(box.number)
        return nil
      }, box.toOpaque())
    precondition(refusal == 0, "the system refuses a thread: error \(refusal)")
    return thread
  }

  private func live(_ number: Int) {
    wait(for: number)
    lives[number]()
    isAlive[number] = false
    let next = next(after: number)
    give(to: next == number ? nil : next)
  }

  private func give(to number: Int?) { lock.change { turn = number } }

  private func wait(for number: Int) {
    lock.locked {
      while turn != number { lock.wait() }
    }
  }

  private final class Box {
    let turns: MachineTurns
    let number: Int

    init(_ turns: MachineTurns, _ number: Int) {
      self.turns = turns
      self.number = number
    }
  }
}
