import MMUCore

/// How xv6's kernel sees its tables, written before the first root is loaded: frame 0 is a root, and those after it map all
/// tables in the largest pages that fit.
struct XV6KernelMap<Encoding: KernelFormat> {
  /// Whether the kernel has tables of its own.
  let hasOwnRoot: Bool
  /// Where frame 0 is seen.
  let directMap: GVA
  /// How many frames the map takes.
  let frameCount: UInt64
  /// The entries of the root, which processes' roots have too where the kernel has none of its own.
  let rootEntries: [(offset: UInt64, entry: UInt64)]

  init(_ memory: GuestMemory, isReadOnly: Bool) {
    let rights: KernelRights = isReadOnly ? [.execute] : [.write, .execute]
    hasOwnRoot = Encoding.rootLevel > PageLevel(2)
    // KERNBASE of xv6 for x86; RISC-V's kernel maps memory where it lies.
    directMap = hasOwnRoot ? GVA(0) : GVA(0x8000_0000)
    let size = Encoding.Format.pageSize(at: PageLevel(2))
    let pages = (memory.byteCount + size.byteCount - 1) / size.byteCount
    var table = GPA(0)
    if hasOwnRoot {
      table = GPA(1 << 12)
      memory.storeEntry(Encoding.table(table), at: GPA(0), Encoding.Format.entrySize)
    }
    frameCount = hasOwnRoot ? 2 : 1
    var entries: [(UInt64, UInt64)] = []
    for page in 0..<pages {
      let place = Encoding.place(in: table, of: directMap.advanced(by: page * size.byteCount), at: PageLevel(2))
      let entry = Encoding.page(GPA(page * size.byteCount), at: PageLevel(2), rights)
      memory.storeEntry(entry, at: place, Encoding.Format.entrySize)
      entries.append((place.rawValue, entry))
    }
    rootEntries = entries
  }
}
