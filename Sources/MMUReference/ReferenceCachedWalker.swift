import MMUCore

/// A page walker with walk caches, in one dimension or in two, that counts what it reads.
///
/// It knows tables of 4 levels alone, and takes every page that is present to permit every access.
public struct ReferenceCachedWalker {
  /// What was counted of one level of one dimension.
  public struct Level: Equatable, Sendable {
    /// Entries read.
    public var references: UInt64 = 0
    /// In the line of the one before.
    public var sameLine: UInt64 = 0
    /// Different lines.
    public var lines: Set<UInt64> = []
    /// Lines that the model of a data cache had.
    public var lineHits: UInt64 = 0
    fileprivate var latest: UInt64?

    /// All zero.
    public init() {}
  }

  /// One entry that a walk read.
  private struct Read {
    let place: UInt64
    let level: Int
    let isGuest: Bool
  }

  /// One step down the guest's tables, by an entry that was read or cached.
  private struct Step {
    let level: Int
    /// The address that the physical cache knows it by.
    let place: UInt64
    let entry: UInt64
    let wasCached: Bool
  }

  /// A table that a virtual address leads to.
  private struct Prefix: Equatable {
    let asid: UInt16
    let part: UInt64
  }

  /// What a walk has done so far.
  private struct Progress {
    var reads: [Read] = []
    var steps: [Step] = []
    var frames: [(guest: UInt64, host: UInt64, isHit: Bool)] = []
  }

  /// Walks that found a page.
  public private(set) var walks: UInt64 = 0
  /// By level, 1 to 4.
  public private(set) var guest: [Int: Level] = [:]
  /// By level, 1 to 4.
  public private(set) var host: [Int: Level] = [:]
  /// By level, 2 to 4.
  public private(set) var hits: [Int: UInt64] = [:]
  /// Of the nested TLB.
  public private(set) var nestedHits: UInt64 = 0
  /// How often it was asked.
  public private(set) var nestedLookups: UInt64 = 0

  private let read: (UInt64) -> UInt64?
  private let hostRoot: UInt64?
  private let tag: WalkCacheGeometry.Tag
  private var virtual: [Int: ReferenceLRU<Prefix, UInt64>]
  private var physical: ReferenceLRU<UInt64, UInt64>
  private var nested: ReferenceLRU<UInt64, UInt64>
  private var lineCache: ReferenceLRU<String, Void>

  /// A walker.
  ///
  /// - Parameters:
  ///   - hostRoot: the second stage's root table, if there is a second stage.
  ///   - read: the word at an address of the memory that all tables lie in.
  public init(_ geometry: WalkCacheGeometry, hostRoot: UInt64? = nil, read: @escaping (UInt64) -> UInt64?) {
    self.read = read
    self.hostRoot = hostRoot
    tag = geometry.tag
    virtual = [4: .init(geometry.pml4), 3: .init(geometry.pdpt), 2: .init(geometry.pde)]
    physical = .init(geometry.physical)
    nested = .init(geometry.nested)
    lineCache = .init(geometry.lines)
  }

  /// Translates an address; answers where it leads on the machine, or `nil` where a page is missing.
  public mutating func walk(_ gva: UInt64, root: UInt64, asid: UInt16) -> UInt64? {
    var progress = Progress()
    var (table, level) = (root, 4)
    let known = [2, 3, 4].first { virtual[$0]?.value(of: prefix(gva, $0, asid)) != nil }
    if let known, let value = virtual[known]?.value(of: prefix(gva, known, asid)) {
      (table, level) = (value, known - 1)
    }
    guard let target = descend(gva, table, level, &progress) else { return nil }
    walks += 1
    if let known {
      let key = prefix(gva, known, asid)
      hits[known, default: 0] += 1
      virtual[known]?.use(key, table)
    }
    remember(progress, gva, asid)
    return target
  }

  /// Drops what belongs to an address space.
  public mutating func flush(asid: UInt16) {
    for level in 2...4 { virtual[level]?.removeAll { $0.asid == asid } }
    physical.removeAll()
  }

  /// Drops the paging-structure caches.
  public mutating func flushAll() {
    for level in 2...4 { virtual[level]?.removeAll() }
    physical.removeAll()
  }

  /// Drops everything.
  public mutating func flushSecondStage() {
    flushAll()
    nested.removeAll()
  }

  // MARK: A walk

  private func prefix(_ gva: UInt64, _ level: Int, _ asid: UInt16) -> Prefix {
    Prefix(asid: asid, part: gva / span(level))
  }

  /// How many bytes an entry of a level stands for.
  private func span(_ level: Int) -> UInt64 { [0, 1 << 12, 1 << 21, 1 << 30, 1 << 39][level] }

  private func descend(_ gva: UInt64, _ start: UInt64, _ top: Int, _ progress: inout Progress) -> UInt64? {
    var table = start
    for level in stride(from: top, through: 1, by: -1) {
      let place = table + gva / span(level) % 512 * 8
      guard let location = translate(place, &progress) else { return nil }
      let cached = level > 1 ? physical.value(of: location) : nil
      guard let entry = cached ?? read(location), entry % 2 == 1 else { return nil }
      if cached == nil { progress.reads.append(Read(place: place, level: level, isGuest: true)) }
      progress.steps.append(Step(level: level, place: location, entry: entry, wasCached: cached != nil))
      let address = entry % (1 << 52) / 4096 * 4096
      if level == 1 || entry / 128 % 2 == 1 {
        return translate(address / span(level) * span(level) + gva % span(level), &progress)
      }
      table = address
    }
    return nil
  }

  /// The machine's address; without a second stage the same.
  private func translate(_ gpa: UInt64, _ progress: inout Progress) -> UInt64? {
    guard let hostRoot else { return gpa }
    if let frame = nested.value(of: gpa / 4096) {
      progress.frames.append((gpa / 4096, frame, true))
      return frame * 4096 + gpa % 4096
    }
    var table = hostRoot
    for level in [4, 3, 2, 1] {
      let place = table + gpa / span(level) % 512 * 8
      guard let entry = read(place), entry % 8 != 0 else { return nil }
      progress.reads.append(Read(place: place, level: level, isGuest: false))
      table = entry % (1 << 52) / 4096 * 4096
      guard level == 1 || entry / 128 % 2 == 1 else { continue }
      let hpa = table / span(level) * span(level) + gpa % span(level)
      progress.frames.append((gpa / 4096, hpa / 4096, false))
      return hpa
    }
    return nil
  }

  // MARK: When it has ended

  private mutating func remember(_ progress: Progress, _ gva: UInt64, _ asid: UInt16) {
    for step in progress.steps.dropLast() {
      let table = step.entry % (1 << 52) / 4096 * 4096
      if tag == .virtual {
        let key = prefix(gva, step.level, asid)
        virtual[step.level]?.use(key, table)
      } else {
        if step.wasCached { hits[step.level, default: 0] += 1 }
        physical.use(step.place, step.entry)
      }
    }
    for read in progress.reads { count(read) }
    for frame in progress.frames {
      nestedLookups += 1
      if frame.isHit { nestedHits += 1 }
      nested.use(frame.guest, frame.host)
    }
  }

  private mutating func count(_ read: Read) {
    var level = (read.isGuest ? guest : host)[read.level] ?? Level()
    let line = read.place / 64
    level.references += 1
    if level.latest == line { level.sameLine += 1 }
    level.latest = line
    level.lines.insert(line)
    let name = "\(read.isGuest) \(line)"
    if lineCache.value(of: name) != nil { level.lineHits += 1 }
    lineCache.use(name, ())
    if read.isGuest { guest[read.level] = level } else { host[read.level] = level }
  }
}
