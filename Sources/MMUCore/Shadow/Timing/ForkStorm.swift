/// A process that forks children, as a kernel with copy-on-write does it, in 4-level tables: each child gets a copy of the leaf
/// table without the right to write, runs and stores to some pages, and exits.
///
/// The kernel reaches every frame at `window` plus its address.
public struct ForkStorm: Sendable, BitwiseCopyable {
  /// The parent's root; its leaf table maps pages from address 0 on.
  public var parent: GPA
  /// The parent's leaf table.
  public var leafTable: GPA
  /// Where the kernel sees guest physical address 0.
  public var window: GVA
  /// The first frame for children's tables: root and three below, four frames each.
  public var firstTable: GPA
  /// The first frame for pages that a child copies.
  public var firstCopy: GPA
  /// How many children there are.
  public var children: UInt64
  /// How many pages a process has, 512 at most, and how many of them a child reads and writes.
  public var pages: UInt64
  /// How many of them a child writes.
  public var written: UInt64

  /// A storm.
  public init(
    parent: GPA, leafTable: GPA, window: GVA, firstTable: GPA, firstCopy: GPA, children: UInt64, pages: UInt64,
    written: UInt64
  ) {
    self.parent = parent
    self.leafTable = leafTable
    self.window = window
    self.firstTable = firstTable
    self.firstCopy = firstCopy
    self.children = children
    self.pages = pages
    self.written = written
  }

  /// One of a child's four tables: 0 is its root, 3 its leaf table.
  @inline(__always)
  func table(_ number: UInt64, of child: UInt64) -> GPA {
    firstTable.advanced(by: (child &* 4 &+ number) &<< 12)
  }
}
