import MMUCore

/// One set: ways that hold something or nothing, of which the first are wired, and a policy for the others.
struct ReferenceSet<Entry> {
  private(set) var wired: [Entry?]
  private(set) var ways: [Entry?]
  private var replacement: any ReferenceReplacement

  init(_ geometry: TLBGeometry, vectors: [[Int]]) {
    wired = Array(repeating: nil, count: geometry.wiredWays)
    ways = Array(repeating: nil, count: geometry.ways - geometry.wiredWays)
    replacement = geometry.policy.reference(ways: ways.count, vectors: vectors)
  }

  /// Everything that is there.
  var entries: [Entry] { (wired + ways).compactMap { $0 } }

  /// The entry that passes a test, if there is one.
  func entry(where test: (Entry) -> Bool) -> Entry? { entries.first(where: test) }

  /// Counts a use of the entry that passes a test.
  mutating func use(where test: (Entry) -> Bool) {
    if let way = ways.firstIndex(where: { $0.map(test) ?? false }) { replacement.hit(way) }
  }

  /// Changes the entries that pass a test, in place.
  mutating func change(where test: (Entry) -> Bool, _ change: (inout Entry) -> Void) {
    for way in ways.indices {
      guard var entry = ways[way], test(entry) else { continue }
      change(&entry)
      ways[way] = entry
    }
  }

  /// Fills an entry; answers what had to make room.
  mutating func fill(_ entry: Entry, _ random: inout ReferenceRandom) -> Entry? {
    let way = replacement.wayToFill(ways.map { $0 == nil }, &random)
    let evicted = ways[way]
    ways[way] = entry
    replacement.fill(way)
    return evicted
  }

  /// Writes an entry to a wired way.
  mutating func wire(_ entry: Entry, at number: Int) { wired[number] = entry }

  /// Drops what passes a test.
  mutating func drop(where test: (Entry) -> Bool) {
    for number in wired.indices where wired[number].map(test) ?? false { wired[number] = nil }
    // From the last way down, as nobody can tell: emptied ways go behind the others one by one.
    for way in ways.indices.reversed() where ways[way].map(test) ?? false {
      ways[way] = nil
      replacement.clear(way)
    }
  }
}
