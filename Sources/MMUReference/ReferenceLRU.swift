/// A list of what was used, youngest first, of a given length.
struct ReferenceLRU<Key: Equatable, Value> {
  private var entries: [(key: Key, value: Value)] = []
  let capacity: Int

  init(_ capacity: Int) { self.capacity = capacity }

  func value(of key: Key) -> Value? { entries.first { $0.key == key }?.value }

  /// Puts a key in front, whether it was there or not.
  mutating func use(_ key: Key, _ value: Value) {
    entries.removeAll { $0.key == key }
    entries.insert((key: key, value: value), at: 0)
    if entries.count > capacity { entries.removeLast() }
  }

  mutating func removeAll(where isRemoved: (Key) -> Bool = { _ in true }) {
    entries.removeAll { isRemoved($0.key) }
  }
}
