import MMUCore
import MMUReference
import Workload

/// Random tables of a format, the same in two memories: a few tables a level with a few positions in use, so that short
/// addresses meet.
struct FormatTables<Subject: FormatSubject> {
  typealias Output = Address<Subject.Format.Output>
  typealias Input = Address<Subject.Format.Input>

  let subject: Subject
  let twin: TwinMemory<Subject.Format.Output>
  /// The four roots.
  let roots: [Output]
  /// Worked out once: a subject works its rules out at every question.
  private let levels: Int
  private let rootIndexBits: Int
  private let tables: [[Output]]
  private let positions: [Int]
  private let rootPositions: [Int]

  /// The most of an address of a page that is not meant to be wrong.
  private let pageBits: Int

  /// Tables with an entry at every position in use.
  ///
  /// - Parameter pageBits: pages lie below this many bits of address, but for a few.
  init(_ subject: Subject, pageBits: Int = 34, _ random: inout SplitMix64) {
    self.pageBits = pageBits
    self.subject = subject
    let levels = Int(subject.rootLevel.rawValue)
    self.levels = levels
    rootIndexBits = subject.rootIndexBits
    let size = max(Subject.tableBytes, 4096)
    let rootSize = max(subject.rootBytes, size)
    roots = (0..<4).map { Output(rootSize + UInt64($0) * rootSize) }
    var next = 5 * rootSize
    var tables: [[Output]] = []
    for level in 1..<max(levels, 2) where level < levels {
      let count = level == 1 ? 10 : 5
      tables.append((0..<count).map { Output(next + UInt64($0) * size) })
      next += UInt64(count) * size
    }
    self.tables = tables
    positions = Self.positions(1 << Int(Subject.Format.indexBits), &random)
    rootPositions = Self.positions(1 << rootIndexBits, &random)
    guard let twin = TwinMemory<Subject.Format.Output>(frameCount: Int(next / 4096)) else {
      fatalError("no host memory left")
    }
    self.twin = twin
    fill(&random)
  }

  private static func positions(_ count: Int, _ random: inout SplitMix64) -> [Int] {
    [0, count / 2 - 1, count / 2, count - 1] + (0..<3).map { _ in random.below(count) }
  }

  private func fill(_ random: inout SplitMix64) {
    for level in 1...levels {
      for table in tables(at: level) {
        for position in positions(at: level) {
          let (entry, address) = anyEntry(at: level, table, position, &random)
          twin.storeEntry(entry, at: address, Subject.Format.entrySize)
        }
      }
    }
  }

  private func tables(at level: Int) -> [Output] {
    level == levels ? roots : tables[level - 1]
  }

  private func positions(at level: Int) -> [Int] {
    level == levels ? rootPositions : positions
  }

  /// Replaces an entry in use.
  func edit(_ random: inout SplitMix64) {
    let (entry, address) = anyEntry(&random)
    twin.storeEntry(entry, at: address, Subject.Format.entrySize)
  }

  /// A new entry for a place in use.
  func anyEntry(_ random: inout SplitMix64) -> (entry: UInt64, address: Output) {
    let level = 1 + random.below(levels)
    return anyEntry(at: level, random.pick(tables(at: level)), random.pick(positions(at: level)), &random)
  }

  private func anyEntry(
    at level: Int, _ table: Output, _ position: Int, _ random: inout SplitMix64
  ) -> (entry: UInt64, address: Output) {
    let entry = subject.entry(
      at: PageLevel(UInt64(level)), table: anyTable(below: level, &random), page: page(&random), &random)
    return (entry, table.advanced(by: UInt64(position * Int(Subject.Format.entrySize.rawValue))))
  }

  /// A table of the level below; now and then another one, or one outside memory.
  private func anyTable(below level: Int, _ random: inout SplitMix64) -> Output {
    if random.oneIn(60) { return Output(random.next() % (1 << 40)) }
    if random.oneIn(40) { return random.pick(roots) }
    return random.pick(level > 1 ? tables(at: level - 1) : roots)
  }

  private func page(_ random: inout SplitMix64) -> Output {
    Output(random.next() >> UInt64(random.oneIn(8) ? 8 : 64 - pageBits))
  }

  /// An address, most often one whose entries are in use, sometimes one that cannot be translated at all.
  func address(_ random: inout SplitMix64) -> Input {
    if random.oneIn(50) { return Input(random.next()) }
    let format = Subject.Format.self
    var bits = random.next() & format.basePageSize.offsetMask
    for level in 1...levels {
      let isRoot = level == levels
      let limit = 1 << (isRoot ? rootIndexBits : Int(format.indexBits))
      let position = random.oneIn(80) ? random.below(limit) : random.pick(positions(at: level))
      bits |= UInt64(position) << UInt64(format.pageSize(at: PageLevel(UInt64(level))).shift)
    }
    let address = subject.canonical(bits)
    guard random.oneIn(60) else { return address }
    return Input(address.rawValue ^ 1 << UInt64(random.below(64)))
  }

  /// The core's walker over some of the roots.
  func walker(_ roots: [Output]) -> PageWalker<Subject.Format> {
    PageWalker(memory: twin.core, root: subject.root(roots), rules: subject.rules)
  }
}
