/// What is fetched ahead of its use into a buffer beside the last level.
///
/// A prefetcher learns of every translation that no level has. A page that it guesses is walked and kept in the buffer, unless a
/// level or the buffer has it. An access that then finds its page there fills the levels without a walk of its own.
public struct TLBPrefetcher: Equatable, Sendable, BitwiseCopyable {
  /// How pages are guessed.
  public enum Kind: UInt8, CodedEnum {
    /// Not at all.
    case none
    /// The page after the one that missed.
    case nextPage
    /// The page as far again as the last two misses were apart, once they were as far apart as the two before.
    case stride
    /// The pages as far away as misses came after this distance before; see ``DistanceTable``.
    case distance
  }

  /// How pages are guessed.
  public let kind: Kind
  /// The pages of the buffer, first in, first out.
  public let bufferEntries: Int
  /// The distances that the table of ``Kind/distance`` remembers, a power of two.
  public let rows: Int
  /// The distances that each is followed by.
  public let slots: Int

  /// A prefetcher.
  public init(_ kind: Kind, bufferEntries: Int = 16, rows: Int = 256, slots: Int = 2) {
    self.kind = kind
    self.bufferEntries = bufferEntries
    self.rows = rows
    self.slots = slots
  }

  /// No prefetcher.
  public static var none: TLBPrefetcher { TLBPrefetcher(.none) }

  /// The most pages of a buffer.
  public static var maximumBufferEntries: Int { 1024 }
  /// The most rows of a distance table.
  public static var maximumRows: Int { 1 << 16 }
  /// The most slots of a row.
  public static var maximumSlots: Int { 16 }

  /// Whether one can be built.
  var isPossible: Bool {
    if kind == .none { return true }
    guard bufferEntries >= 1, bufferEntries <= Self.maximumBufferEntries else { return false }
    guard kind == .distance else { return true }
    let hasRows = rows >= 1 && rows <= Self.maximumRows && rows & (rows - 1) == 0
    return hasRows && slots >= 1 && slots <= Self.maximumSlots
  }

  /// The shape of the buffer.
  var buffer: TLBGeometry { TLBGeometry(sets: 1, ways: kind == .none ? 1 : bufferEntries, policy: .fifo) }

  /// The rows of the distance table, one that is never asked where there is none.
  var tableRows: Int { kind == .distance ? rows : 1 }

  /// The slots of a row of it.
  var tableSlots: Int { kind == .distance ? slots : 1 }

  /// The words of the distance table.
  var tableWords: Int { DistanceTable.wordCount(rows: tableRows, slots: tableSlots) }
}
