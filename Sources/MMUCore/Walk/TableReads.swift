/// Counts, by level, the entries that walks read, and the 64-byte lines in which they lie.
///
/// A line holds eight entries of eight bytes: a walk to the page beside one that was walked lately reads a line that a data
/// cache still has. Lines ever read are marked in a map of one bit each.
public struct TableReads: BitwiseCopyable {
  /// The counts of one level.
  public struct Level: Equatable, Sendable, BitwiseCopyable {
    /// Entries read.
    public var references: UInt64 = 0
    /// Those in the line of the level's reference before.
    public var sameLine: UInt64 = 0
    /// Lines read at least once. A line of a frame that served as another table before counts for that one.
    public var distinctLines: UInt64 = 0
    /// References to lines that the model of a data cache had.
    public var lineHits: UInt64 = 0

    /// All zero.
    public init() {}
  }

  /// The binary logarithm of a line's size in bytes.
  static var lineShift: UInt64 { 6 }

  /// The highest level.
  public static var levels: Int { 5 }

  private var counts = InlineArray<6, Level>(repeating: Level())
  private var latest = InlineArray<6, UInt64>(repeating: ~0)
  private let seen: UnsafeMutablePointer<UInt64>
  private let lineCount: UInt64

  /// How many 8-byte words the map takes for a memory: a 512th of it.
  public static func wordCount(memoryByteCount: UInt64) -> Int {
    Int(truncatingIfNeeded: memoryByteCount &>> (lineShift &+ 6)) &+ 1
  }

  /// All zero.
  ///
  /// - Parameters:
  ///   - memoryByteCount: the size of the memory that holds the tables. Lines past its end are not told apart.
  ///   - words: zeroes, at least as many as ``wordCount(memoryByteCount:)`` says.
  public init(memoryByteCount: UInt64, words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(words.count >= Self.wordCount(memoryByteCount: memoryByteCount), "storage too small")
    seen = words.baseAddress.unsafelyUnwrapped
    lineCount = memoryByteCount &>> Self.lineShift
  }

  /// The counts of a level.
  public subscript(level: PageLevel) -> Level { counts[Int(truncatingIfNeeded: level.rawValue)] }

  /// The references of all levels.
  public var references: UInt64 {
    var sum: UInt64 = 0
    for level in 0...Self.levels { sum &+= counts[level].references }
    return sum
  }

  /// Counts an entry that was read.
  ///
  /// - Parameters:
  ///   - lines: the model of a data cache.
  ///   - space: tells the lines of one memory from those of another: a high bit.
  @inline(__always)
  mutating func count(_ place: UInt64, at level: PageLevel, _ lines: LRUCache, space: UInt64 = 0) {
    let level = Int(truncatingIfNeeded: level.rawValue & 7)
    let line = place &>> Self.lineShift
    counts[level].references &+= 1
    if latest[level] == line { counts[level].sameLine &+= 1 }
    latest[level] = line
    mark(line, level)
    if lines.capacity > 0, lines.use((line | space) &+ 1) { counts[level].lineHits &+= 1 }
  }

  @inline(__always)
  private mutating func mark(_ line: UInt64, _ level: Int) {
    guard line < lineCount else { return }
    let word = Int(truncatingIfNeeded: line &>> 6)
    let old = seen[word]
    let new = old | 1 &<< (line & 63)
    if old != new {
      seen[word] = new
      counts[level].distinctLines &+= 1
    }
  }
}
