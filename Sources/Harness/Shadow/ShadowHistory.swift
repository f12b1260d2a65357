import MMUCore

/// What the words of a guest's memory held before: what TLBs may still go by.
struct ShadowHistory {
  /// A value that a word had, until a time.
  struct Past {
    var value: UInt64
    var until: Int
  }

  private var pasts: [Int: [Past]] = [:]

  /// Notes that a word stops to have a value.
  mutating func note(_ word: Int, had value: UInt64, until time: Int) {
    pasts[word, default: []].append(Past(value: value, until: time))
  }

  /// The values that a word had at some time after a moment, but for the one that it has now; the latest first.
  func values(of word: Int, after moment: Int) -> [Past] {
    guard let all = pasts[word] else { return [] }
    return all.reversed().prefix { $0.until > moment }.map { $0 }
  }
}
