/// The sizes of the caches beside a page walker. All are fully associative, with LRU replacement; 0 leaves one out.
public struct WalkCacheGeometry: Equatable, Sendable, BitwiseCopyable {
  /// What finds an entry of a paging-structure cache.
  public enum Tag: UInt8, CodedEnum {
    /// The virtual address: a cache a level, and a hit in a deep one skips the levels above, as Intel's.
    case virtual
    /// The entry's own physical address: one cache for all levels above the leaves, which skips none but saves their
    /// reads, as AMD's.
    case physical
  }

  /// The most entries of any cache.
  public static var maximumCapacity: Int { LRUCache.maximumCapacity }

  /// What finds an entry.
  public let tag: Tag
  /// Of PML4 entries, by bits 47:39 of the address.
  public let pml4: Int
  /// Of PDPT entries, by bits 47:30.
  public let pdpt: Int
  /// Of page-directory entries, by bits 47:21.
  public let pde: Int
  /// Of entries of every level by physical address.
  public let physical: Int
  /// Of the nested TLB, from guest frame to host frame.
  public var nested: Int
  /// The lines of a model of the data cache that holds tables: it saves no reference, but says which would have hit.
  public var lines: Int

  /// Caches tagged by virtual address.
  public init(pml4: Int, pdpt: Int, pde: Int, nested: Int = 0, lines: Int = 0) {
    tag = .virtual
    (self.pml4, self.pdpt, self.pde, physical) = (pml4, pdpt, pde, 0)
    (self.nested, self.lines) = (nested, lines)
  }

  /// A cache tagged by physical address.
  public init(physical: Int, nested: Int = 0, lines: Int = 0) {
    tag = .physical
    (pml4, pdpt, pde, self.physical) = (0, 0, 0, physical)
    (self.nested, self.lines) = (nested, lines)
  }

  /// No cache at all: every walk reads every entry.
  public static var none: WalkCacheGeometry { WalkCacheGeometry(pml4: 0, pdpt: 0, pde: 0) }

  /// How many 8-byte words the caches need.
  public var wordCount: Int {
    LRUCache.wordCount(capacity: pml4) + LRUCache.wordCount(capacity: pdpt) + LRUCache.wordCount(capacity: pde)
      + LRUCache.wordCount(capacity: physical) + LRUCache.wordCount(capacity: nested)
      + LRUCache.wordCount(capacity: lines) + DirectoryHints.wordCount
  }
}
