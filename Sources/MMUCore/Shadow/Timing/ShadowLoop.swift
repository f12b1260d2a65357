/// An operation of a shadow pager to be done over and over: what ``ChainEntryPoints`` runs and benchmarks time.
///
/// Most undo what they did, by the few stores of `ShadowPager+Undoing.swift`, so that every turn does the same work.
public enum ShadowLoop: Sendable, BitwiseCopyable {
  /// A walk of the guest's tables alone. Each page's frame names the next page: gva = 8 × address, within the mask.
  case walk(mask: UInt64)
  /// A fault along the same chain, at an empty entry of a table that is there; the entry is emptied again.
  case faultWarm(mask: UInt64)
  /// A fault at an address whose leaf table has no shadow; the page that it makes is given up again.
  case faultCold(GVA)
  /// A trapped write of what a leaf entry already says, to every eighth entry of the table behind an address in turn; the
  /// shadow entry that it drops is put back.
  case write(GVA)
  /// A store to the table behind `leaf` through its mapping at `window`, which makes it go out of sync; and back, unlooked at.
  case unsync(leaf: GVA, window: GVA)
  /// A resync of the table behind an address, of which as many entries have gained or lost the right to write.
  case resync(GVA, changed: Int)
  /// INVLPG of every eighth page behind a table in turn, while it is out of sync or not; entries that go are put back.
  case invalidate(GVA, isUnsync: Bool)
  /// Loads of as many roots in turn, in frames one after the other.
  case loadRoots(first: GPA, count: Int)
  /// A load of the current root, under which as many leaf tables from an address on, 2 MiB apart, are out of sync.
  case loadUnsync(GVA, tables: Int)
  /// A search for one of as many pages made by ``ChainEntryPoints``'s `fill`; what is found decides what is looked for next.
  case find(pages: UInt64)
  /// An unmap of a frame with aliases, and all of them put back.
  case unmap(GFN)
  /// A write-protection of a frame with aliases, and all of them made writable again.
  case writeProtect(GFN)
  /// A load from each of as many leaf tables from an address on, and then everything zapped.
  case zapAll(GVA, tables: Int)
  /// A load from one of as many leaf tables in turn.
  case touch(GVA, tables: Int)
  /// A load from one of 512 neighbouring pages in turn; after the last their entries are emptied.
  case sweep(GVA)
  /// What a kernel does to 512 neighbouring pages, whose leaf table it writes at `window`: takes or gives the right to write,
  /// INVLPG after each, and every page is read again.
  case protect(GVA, window: GVA)
  /// A storm of forks; see ``ForkStorm``.
  case fork(ForkStorm)
}
