import MMUCore
import Workload

/// SHARDS at a fixed size: the curve of a sample of pages, chosen by their hashes, stands for that of all.
///
/// When the sample grows too large the threshold falls, so that an eighth of it goes; what was counted so far is scaled
/// down as the sample is. At the end the first bucket makes up for the difference between the uses that were sampled and
/// those that should have been (SHARDS-adj).
///
/// Source: Waldspurger, Park, Garthwaite and Ahmad, "Efficient MRC Construction with SHARDS", FAST 2015.
final class ShardsEstimator {
  /// The size of the pages.
  let pageSize: PageSize
  /// The most pages in the sample.
  let maximumPages: Int
  /// Accesses so far, and parts of others in a next page.
  private(set) var translations: UInt64 = 0
  /// Those whose page was in the sample.
  private(set) var sampledTranslations: UInt64 = 0

  private let directory: PageDirectory
  private var tree: RecencyTree
  private let memory: MappedBuffer
  /// Pages of the sample that a part of the trace uses.
  private let keys: UnsafeMutablePointer<UInt64>
  private let numbers: UnsafeMutablePointer<UInt32>
  /// Uses at scaled depths, scaled to the present rate; see ``ShardsBuckets``.
  private let uses: UnsafeMutablePointer<Double>
  private var firstUses: Double = 0
  /// A page is in the sample if its hash is below.
  private var threshold = hashRange
  private var latest = PageKey.none
  private var spaces = AddressSpaces()

  /// Hashes are 32 bits.
  private static let hashRange: UInt64 = 1 << 32
  private static let longestPart = 1024
  private static let listLength = 2 * longestPart

  /// An empty sample; `nil` when the system refuses memory.
  ///
  /// - Parameter maximumPages: at least 16.
  init?(pageSize: PageSize, maximumPages: Int) {
    let byteCount = Self.listLength * 12 + ShardsBuckets.count * 8
    guard let directory = PageDirectory(capacity: maximumPages + Self.listLength), let tree = RecencyTree(),
      let memory = MappedBuffer(byteCount: byteCount)
    else { return nil }
    (self.pageSize, self.maximumPages, self.directory, self.tree, self.memory) = (
      pageSize, maximumPages, directory, tree, memory
    )
    keys = memory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
    uses = UnsafeMutableRawPointer(keys + Self.listLength).bindMemory(to: Double.self, capacity: ShardsBuckets.count)
    numbers = UnsafeMutableRawPointer(uses + ShardsBuckets.count).bindMemory(to: UInt32.self, capacity: Self.listLength)
  }

  /// The bytes in use: constant, once the sample is full.
  var byteCount: Int { directory.byteCount + tree.byteCount + memory.bytes.count }

  /// The part of all pages that is in the sample.
  var rate: Double { Double(threshold) / Double(Self.hashRange) }

  /// Notes accesses.
  ///
  /// - Returns: `false` when the system refuses memory.
  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Bool {
    var done = 0
    while done < accesses.count {
      let end = min(done + Self.longestPart, accesses.count)
      guard note(filter(UnsafeBufferPointer(rebasing: accesses[done..<end]))) else { return false }
      done = end
    }
    return true
  }

  // MARK: The filter

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 { ((key ^ key &>> 17) &* 0xD6E8_FEB8_6659_FD93) &>> 32 }

  /// Lists the pages of the sample that accesses use, without repetitions; answers how many.
  private func filter(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int {
    var count = 0
    var index = 0
    while index < accesses.count {
      let eight = min(index &+ 8, accesses.count)
      var bits: UInt64 = 0
      for place in index..<eight { bits |= accesses[place].rawValue }
      if bits & 1 &<< 6 == 0 {
        count = filterUsual(accesses, index..<eight, count)
      } else {
        for place in index..<eight { count = filterAny(accesses[place], count) }
      }
      index = eight
    }
    return count
  }

  @inline(__always)
  private func filterUsual(_ accesses: UnsafeBufferPointer<MemoryAccess>, _ range: Range<Int>, _ start: Int) -> Int {
    let (keys, threshold, shift) = (keys, threshold, UInt64(pageSize.shift) &+ 7)
    let space = spaces.current &<< PageKey.spaceShift
    var count = start
    for place in range {
      let key = accesses[place].rawValue &>> shift | space
      keys[count] = key
      count &+= Self.hash(key) < threshold ? 1 : 0
    }
    translations &+= UInt64(range.count)
    return count
  }

  private func filterAny(_ access: MemoryAccess, _ start: Int) -> Int {
    if let event = access.event {
      spaces.follow(event)
      return start
    }
    if access.isEvent { return start }
    var count = filterKey(access.rawValue, start)
    let second = access.rawValue &+ 1 &<< 19
    let shift = UInt64(pageSize.shift) &+ 7
    if access.crossesPage && second &>> shift != access.rawValue &>> shift { count = filterKey(second, count) }
    return count
  }

  private func filterKey(_ word: UInt64, _ count: Int) -> Int {
    let key = word &>> (UInt64(pageSize.shift) &+ 7) | spaces.current &<< PageKey.spaceShift
    keys[count] = key
    translations &+= 1
    return Self.hash(key) < threshold ? count &+ 1 : count
  }

  // MARK: The sample

  /// Notes uses of the listed pages of the sample.
  private func note(_ count: Int) -> Bool {
    guard count > 0 else { return true }
    sampledTranslations &+= UInt64(count)
    let changes = dropRepetitions(count)
    guard tree.room >= changes || compact() else { return false }
    guard directory.numbers(of: keys, count: changes, into: numbers) == changes else { return false }
    let scale = Double(Self.hashRange) / Double(threshold)
    for index in 0..<changes {
      let record = directory.records + Int(numbers[index])
      let slot = Int(record.pointee.slots.first)
      if slot == 0 {
        firstUses += 1
      } else {
        // The page itself is no estimate, the others above it are.
        uses[ShardsBuckets.index(Double(tree.depth(of: slot) &- 1) * scale + 1)] += 1
        tree.remove(slot)
      }
      record.pointee.slots.first = UInt32(tree.append())
    }
    if directory.count > maximumPages { shrink() }
    return true
  }

  /// Counts uses of the page before, and leaves the others in the list.
  private func dropRepetitions(_ count: Int) -> Int {
    var (changes, latest) = (0, latest)
    for index in 0..<count {
      let key = keys[index]
      keys[changes] = key
      changes &+= key == latest ? 0 : 1
      latest = key
    }
    self.latest = latest
    uses[1] += Double(count &- changes)
    return changes
  }

  private func compact() -> Bool {
    let records = directory.records
    let count = directory.count
    return tree.compact { newSlot in
      for page in 0..<count { records[page].slots.first = UInt32(newSlot(Int(records[page].slots.first))) }
    }
  }

  /// Lowers the threshold until an eighth of the most pages is free.
  private func shrink() {
    let hashes = (0..<directory.count).map { Self.hash(directory.records[$0].key) }.sorted()
    let before = threshold
    threshold = hashes[maximumPages * 7 / 8]
    directory.keep { record in
      if Self.hash(record.key) < threshold { return true }
      tree.remove(Int(record.slots.first))
      return false
    }
    if Self.hash(latest) >= threshold { latest = PageKey.none }
    let factor = Double(threshold) / Double(before)
    firstUses *= factor
    for bucket in 0..<ShardsBuckets.count { uses[bucket] *= factor }
  }

  // MARK: The curve

  /// The estimated number of distinct pages.
  var estimatedPages: Double { Double(directory.count) / rate }

  /// The estimate so far, at given numbers of entries in ascending order.
  func curve(at sizes: [Int]) -> SampledMissCurve {
    let counted = (0..<ShardsBuckets.count).reduce(firstUses) { $0 + uses[$1] }
    let expected = Double(translations) * rate
    let adjustment = expected - counted
    var points: [SampledMissCurve.Point] = []
    var (hits, bucket) = (adjustment, 0)
    for size in sizes {
      while bucket < ShardsBuckets.count, ShardsBuckets.upper(bucket) <= Double(size) {
        hits += uses[bucket]
        bucket += 1
      }
      let ratio = expected == 0 ? 0 : 1 - hits / expected
      // The adjustment may be negative: no estimate is worse than none at all.
      points.append(SampledMissCurve.Point(entries: size, missRatio: min(max(ratio, 0), points.last?.missRatio ?? 1)))
    }
    let pages = directory.count
    return SampledMissCurve(
      translations: translations, sampledTranslations: sampledTranslations, maximumPages: maximumPages,
      sampledPages: pages, rate: rate, distinctPages: estimatedPages,
      expectedError: rate == 1 ? 0 : 0.5 / Double(pages).squareRoot(), points: points)
  }
}
