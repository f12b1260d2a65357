/// A replacement policy as a table: an order of the ways of a set, and what becomes of it at every use.
///
/// A use of the page at position i applies vector i: what is at position j goes to position v[j]. A new page takes the last
/// position, whose page it evicts, and then the vector for misses is applied. An emptied way goes to the end of the order. While a set
/// has empty ways, a new page takes the last of them; where that is not the end of the order, its vector is that of its position.
///
/// The table has a row for each position and then one for misses, each with an entry for each position. For LRU of three ways it is
/// `0 1 2`, `1 0 2`, `1 2 0`; `1 2 0`; for FIFO `0 1 2` three times, then `1 2 0`.
///
/// Source: Abel and Reineke, "Measurement-based Modeling of the Cache Replacement Policy", RTAS 2013, section III.
public struct PermutationVectors: BitwiseCopyable {
  /// Why a table is none.
  public enum Impossibility: UInt8, CodedEnum {
    /// Ways must be 1 to ``PermutationVectors/maximumWays``.
    case waysOutOfRange
    /// There must be (ways + 1) × ways entries.
    case wrongLength
    /// A row names a position twice, or one that there is not.
    case notAPermutation
  }

  /// The most ways.
  public static var maximumWays: Int { 64 }

  /// The number of positions.
  public let ways: Int
  private let entries: UnsafePointer<UInt8>?

  /// No table.
  static var none: PermutationVectors { PermutationVectors() }

  private init() {
    ways = 0
    entries = nil
  }

  /// The vectors of a table that stays where it is as long as they are used; check
  /// ``impossibility(ways:_:)`` before.
  public init(ways: Int, _ table: UnsafeBufferPointer<UInt8>) {
    precondition(Self.impossibility(ways: ways, table) == nil, "not a table of permutations")
    self.ways = ways
    entries = table.baseAddress
  }

  /// What is wrong with a table, if anything.
  public static func impossibility(ways: Int, _ table: UnsafeBufferPointer<UInt8>) -> Impossibility? {
    guard ways >= 1, ways <= maximumWays else { return .waysOutOfRange }
    guard table.count == (ways + 1) * ways else { return .wrongLength }
    return firstDefectiveRow(ways: ways, table) == nil ? nil : .notAPermutation
  }

  /// The first row of a table of the right length that is no permutation.
  public static func firstDefectiveRow(ways: Int, _ table: UnsafeBufferPointer<UInt8>) -> Int? {
    for row in 0...ways {
      var seen: UInt64 = 0
      for entry in table[row * ways..<(row + 1) * ways] where Int(entry) < ways { seen |= 1 &<< UInt64(entry) }
      if seen != ~0 &>> UInt64(64 &- ways) { return row }
    }
    return nil
  }

  /// The row of the table for misses.
  @inline(__always)
  var missRow: Int { ways }

  /// Where a row sends what is at a position.
  @inline(__always)
  func destination(of position: Int, row: Int) -> Int {
    Int(entries.unsafelyUnwrapped[row &* ways &+ position])
  }

  /// Whether a use of what is in front changes nothing.
  @inline(__always)
  var keepsFront: Bool {
    for position in 0..<ways where destination(of: position, row: 0) != position { return false }
    return true
  }

  /// Permutes a set by a row of the table.
  @inline(__always)
  func apply<Element: BitwiseCopyable>(row: Int, to set: UnsafeMutablePointer<Element>) {
    var moved: UInt64 = 0
    for start in 0..<ways where moved & 1 &<< UInt64(start) == 0 {
      var carried = set[start]
      var position = start
      repeat {
        position = destination(of: position, row: row)
        let next = set[position]
        set[position] = carried
        carried = next
        moved |= 1 &<< UInt64(position)
      } while position != start
    }
  }
}
