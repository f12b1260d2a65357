/// Which distances between misses followed which: a row for each distance, direct-mapped, with the distances that came next, the latest
/// first.
///
/// Source: Kandiraju and Sivasubramaniam, "Going the Distance for TLB Prefetching: An Application-driven Study", ISCA 2002, section 2.
struct DistanceTable {
  /// Each row: its distance, how many slots are filled, the slots.
  private let words: UnsafeMutablePointer<Int64>
  private let rowMask: UInt64
  private let slots: Int

  static func wordCount(rows: Int, slots: Int) -> Int { rows * (slots + 2) }

  /// An empty table in the caller's storage.
  init(_ storage: UnsafeMutablePointer<UInt64>, rows: Int, slots: Int) {
    words = UnsafeMutableRawPointer(storage).assumingMemoryBound(to: Int64.self)
    rowMask = UInt64(rows - 1)
    self.slots = slots
    for index in 0..<Self.wordCount(rows: rows, slots: slots) { words[index] = 0 }
  }

  /// How many distances are known to follow one.
  func count(after distance: Int64) -> Int {
    let row = row(distance)
    return row[0] == distance ? Int(row[1]) : 0
  }

  /// One of them, the latest first.
  func distance(_ number: Int, after distance: Int64) -> Int64 { row(distance)[2 + number] }

  /// Remembers that a distance followed another.
  mutating func note(_ next: Int64, after distance: Int64) {
    let row = row(distance)
    if row[0] != distance { row[1] = 0 }
    row[0] = distance
    let filled = Int(row[1])
    var slot = 0
    while slot < filled && row[2 + slot] != next { slot += 1 }
    if slot == filled { row[1] = Int64(min(filled + 1, slots)) }
    var position = min(slot, slots - 1)
    while position > 0 {
      row[2 + position] = row[1 + position]
      position -= 1
    }
    row[2] = next
  }

  private func row(_ distance: Int64) -> UnsafeMutablePointer<Int64> {
    words + Int(UInt64(bitPattern: distance) & rowMask) * (slots + 2)
  }
}
