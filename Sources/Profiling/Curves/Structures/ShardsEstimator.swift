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
  /// How often each of them comes again before another.
  private let repetitions: UnsafeMutablePointer<UInt32>
  /// Uses at scaled depths since the threshold fell last; see ``ShardsBuckets``. No depth is 0: there are first uses.
  private let uses: UnsafeMutablePointer<UInt64>
  /// Uses before that, scaled to the present rate.
  private let scaledUses: UnsafeMutablePointer<Double>
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
    let byteCount = Self.listLength * 16 + ShardsBuckets.count * 16
    guard let directory = PageDirectory(capacity: maximumPages), let tree = RecencyTree(),
      let memory = MappedBuffer(byteCount: byteCount)
    else { return nil }
    (self.pageSize, self.maximumPages, self.directory, self.tree, self.memory) = (
      pageSize, maximumPages, directory, tree, memory
    )
    keys = memory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
    uses = keys + Self.listLength
    let rest = UnsafeMutableRawPointer(uses + ShardsBuckets.count)
    scaledUses = rest.bindMemory(to: Double.self, capacity: ShardsBuckets.count)
    numbers = UnsafeMutableRawPointer(scaledUses + ShardsBuckets.count).bindMemory(
      to: UInt32.self, capacity: 2 * Self.listLength)
    repetitions = numbers + Self.listLength
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

  /// Lists the pages of the sample that accesses use; answers how many.
  private func filter(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int {
    var count = 0
    var index = 0
    while index < accesses.count {
      index = filterUsual(accesses, from: index, &count)
      let end = min(index &+ Self.width, accesses.count)
      while index < end {
        count = filterAny(accesses[index], count)
        index &+= 1
      }
    }
    return count
  }

  private static let width = 8

  /// Lists pages of whole eights of accesses that do not cross: a multiplication and a comparison each.
  @inline(__always)
  private func filterUsual(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int, _ count: inout Int
  ) -> Int {
    let (keys, threshold, shift) = (keys, threshold, UInt64(pageSize.shift) &+ 7)
    let space = spaces.current &<< PageKey.spaceShift
    var (index, kept) = (start, count)
    while index &+ Self.width <= accesses.count {
      var bits: UInt64 = 0
      for place in 0..<Self.width { bits |= accesses[index &+ place].rawValue }
      guard bits & 1 &<< 6 == 0 else { break }
      for place in 0..<Self.width {
        let key = accesses[index &+ place].rawValue &>> shift | space
        keys[kept] = key
        kept &+= Self.hash(key) < threshold ? 1 : 0
      }
      index &+= Self.width
    }
    translations &+= UInt64(index &- start)
    count = kept
    return index
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

  /// Notes uses of the listed pages, as long as they are in the sample.
  private func note(_ count: Int) -> Bool {
    var (done, changes) = (0, listChanges(count))
    while true {
      guard tree.room >= changes - done || compact() else { return false }
      let found = directory.numbers(of: keys + done, count: changes - done, into: numbers + done)
      noteChanges(done..<done + found)
      done += found
      guard done < changes else { return true }
      guard directory.count == maximumPages else { return false }
      // There is no room for the next page: some must go, it perhaps among them.
      shrink()
      changes = dropOthers(done..<changes)
    }
  }

  /// Makes page changes of the list, each with how often it is repeated; answers how many.
  private func listChanges(_ count: Int) -> Int {
    var (changes, latest, before) = (0, latest, 0 as UInt64)
    for index in 0..<count {
      let key = keys[index]
      if key != latest {
        keys[changes] = key
        repetitions[changes] = 0
        changes &+= 1
        latest = key
      } else if changes > 0 {
        repetitions[changes &- 1] &+= 1
      } else {
        before &+= 1
      }
    }
    self.latest = latest
    uses[1] &+= before
    sampledTranslations &+= before
    return changes
  }

  /// Drops what has left the sample from a part of the list; answers where the list ends then.
  private func dropOthers(_ range: Range<Int>) -> Int {
    var end = range.lowerBound
    for index in range where Self.hash(keys[index]) < threshold {
      (keys[end], repetitions[end]) = (keys[index], repetitions[index])
      end += 1
    }
    return end
  }

  private func noteChanges(_ range: Range<Int>) {
    let scale = Double(Self.hashRange) / Double(threshold)
    let (records, numbers, uses, repetitions) = (directory.records, numbers, uses, repetitions)
    var (tree, firsts, repeated) = (tree, 0 as UInt64, 0 as UInt64)
    for index in range {
      let record = records + Int(numbers[index])
      let slot = Int(record.pointee.slots.first)
      var depth = 0
      if slot == 0 {
        firsts &+= 1
      } else {
        depth = tree.depth(of: slot)
        // The page itself is no estimate, the others above it are.
        uses[ShardsBuckets.index(Double(depth &- 1) * scale + 1)] &+= 1
        tree.remove(slot)
      }
      repeated &+= UInt64(repetitions[index])
      record.pointee.slots.first = UInt32(truncatingIfNeeded: tree.append())
      // The second slot counts uses that are no repetitions.
      if depth != 1 { record.pointee.slots.second &+= record.pointee.slots.second == .max ? 0 : 1 }
    }
    self.tree = tree
    uses[0] &+= firsts
    uses[1] &+= repeated
    sampledTranslations &+= UInt64(range.count) &+ repeated
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
    for bucket in 0..<ShardsBuckets.count {
      scaledUses[bucket] = useCount(bucket) * factor
      uses[bucket] = 0
    }
  }

  // MARK: The curve

  private func useCount(_ bucket: Int) -> Double { scaledUses[bucket] + Double(uses[bucket]) }

  /// The estimated number of distinct pages.
  var estimatedPages: Double { Double(directory.count) / rate }

  /// How many pages of equal weight would tell as much as the sample: the squared sum of uses over the sum of their squares
  /// (Kish, Survey Sampling, 1965). Repetitions are left out, for the adjustment makes up for them.
  private var effectivePages: Double {
    var (sum, squares) = (0.0, 0.0)
    for page in 0..<directory.count {
      let uses = Double(directory.records[page].slots.second)
      sum += uses
      squares += uses * uses
    }
    return squares == 0 ? 1 : sum * sum / squares
  }

  /// The estimate so far, at given numbers of entries in ascending order.
  func curve(at sizes: [Int]) -> SampledMissCurve {
    let counted = (0..<ShardsBuckets.count).reduce(0.0) { $0 + useCount($1) }
    let expected = Double(translations) * rate
    let adjustment = expected - counted
    var points: [SampledMissCurve.Point] = []
    var (hits, bucket) = (adjustment, 1)
    for size in sizes {
      while bucket < ShardsBuckets.count, ShardsBuckets.upper(bucket) <= Double(size) {
        hits += useCount(bucket)
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
      expectedError: rate == 1 ? 0 : 0.5 / effectivePages.squareRoot(), points: points)
  }
}
