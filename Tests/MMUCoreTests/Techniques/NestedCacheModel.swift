import MMUCore
import Workload

/// Two-dimensional walks through caches, told as the book tells them: lists in order of age, and every step by itself.
///
/// Source: Bhargava et al., "Accelerating Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008.
struct NestedCacheModel {
  /// Keys from the youngest to the oldest, each with whether a store is served.
  struct Cache {
    let capacity: Int
    var entries: [(key: UInt64, isWritable: Bool)] = []

    /// Uses an entry, if it is there.
    mutating func use(_ key: UInt64, isStore: Bool = false) -> Bool {
      guard let index = entries.firstIndex(where: { $0.key == key }), !isStore || entries[index].isWritable else {
        return false
      }
      entries.insert(entries.remove(at: index), at: 0)
      return true
    }

    mutating func take(_ key: UInt64, isWritable: Bool = true) {
      entries.removeAll { $0.key == key }
      entries.insert((key, isWritable), at: 0)
      entries = Array(entries.prefix(capacity))
    }

    mutating func drop(where isDropped: (UInt64) -> Bool) { entries.removeAll { isDropped($0.key) } }
  }

  /// One dimension's caches of levels 2, 3 and 4.
  struct Dimension {
    var levels: [Cache]
    /// The address space in use.
    var space: UInt64 = 0

    /// The level of the table at which a walk begins.
    mutating func start(_ address: UInt64) -> UInt64 {
      for level in 2...4 as ClosedRange<UInt64> where levels[Int(level) - 2].use(key(address, level)) {
        return level - 1
      }
      return 4
    }

    mutating func take(_ address: UInt64, _ level: UInt64) { levels[Int(level) - 2].take(key(address, level)) }

    /// Drops what is of the address space in use.
    mutating func flush() {
      for index in levels.indices { levels[index].drop { [space] in $0 >> 60 == space } }
    }

    private func key(_ address: UInt64, _ level: UInt64) -> UInt64 { space << 60 | address >> (3 + 9 * level) }
  }

  var guest: Dimension
  var host: Dimension
  var nested: Cache
  private(set) var references: UInt64 = 0
  private(set) var hostReferences: UInt64 = 0
  private var dirtyFrames: Set<UInt64> = []

  init(_ shape: MachineShape) {
    let sizes = [shape.walkCaches.level2, shape.walkCaches.level3, shape.walkCaches.level4]
    guest = Dimension(levels: sizes.map { Cache(capacity: $0) })
    host = guest
    nested = Cache(capacity: shape.nestedTLB)
  }

  /// An access that no TLB has, to a page that everything maps and whose entries are marked.
  mutating func access(_ gva: UInt64, isStore: Bool, _ memory: TechniqueGuest) {
    var level = guest.start(gva)
    while true {
      let place = memory.place(gva, level: level)
      // The processor reads a guest's tables as if it wrote them, where EPT keeps A and D.
      translate(place, isStore: true)
      references += 1
      if level == 1 { return translate(memory.entry(at: place) & 0xF_FFFF_FFFF_F000, isStore: isStore) }
      guest.take(gva, level)
      level -= 1
    }
  }

  private mutating func translate(_ gpa: UInt64, isStore: Bool) {
    guard !nested.use(gpa >> 12, isStore: isStore) else { return }
    let start = host.start(gpa)
    hostReferences += start
    for level in stride(from: start, to: 1, by: -1) { host.take(gpa, level) }
    if isStore { dirtyFrames.insert(gpa >> 12) }
    nested.take(gpa >> 12, isWritable: dirtyFrames.contains(gpa >> 12))
  }
}
