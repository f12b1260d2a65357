import MMUCore
import Workload

/// The exact curves of pages of one size, and what they are made from: touches, their numbers and their depths.
final class PageCurves {
  /// The page changes of one part of a trace, each on its side.
  struct Changes {
    /// The numbers of the pages, with ``fetchBit`` for the fetching side.
    var pages: UnsafeMutablePointer<UInt32>
    /// For each, the uses of the page before it on its side.
    var runs: UnsafeMutablePointer<UInt64>
    /// How many there are.
    var count = 0
    /// The numbers of the data side alone, and where its stack held each.
    var data: (pages: UnsafeMutablePointer<UInt32>, depths: UnsafeMutablePointer<UInt32>, count: Int)
    /// The same of the fetching side.
    var fetch: (pages: UnsafeMutablePointer<UInt32>, depths: UnsafeMutablePointer<UInt32>, count: Int)

    /// Marks a fetch.
    static var fetchBit: UInt32 { 1 << 31 }
  }

  /// The size of the pages.
  let pageSize: PageSize
  /// Accesses made into touches.
  let touches: PageTouches
  /// The pages.
  let directory: PageDirectory
  /// Loads and stores.
  let data: StackDistanceCurve
  /// Fetches, once there are any.
  private(set) var fetch: StackDistanceCurve?
  /// Both, once there are fetches; before, the same as ``data``.
  private(set) var all: StackDistanceCurve?
  /// The page changes of the latest part.
  private(set) var changes: Changes
  /// What kept the latest and all later parts from being counted, if anything did.
  private(set) var limit: LocalityProfile.Limit?
  /// The translations that the curves cover.
  private(set) var coveredTranslations: UInt64 = 0
  /// The fetches among them.
  private(set) var coveredFetches: UInt64 = 0

  private let capacity: Int
  private let buffers: MappedBuffer
  private let numbers: UnsafeMutablePointer<UInt32>
  private let mixed: UnsafeMutablePointer<UInt32>

  /// No curves yet; `nil` when the system refuses memory.
  init?(pageSize: PageSize, capacity: Int) {
    let length = PageTouches.capacity
    guard let directory = PageDirectory(capacity: capacity), let buffers = MappedBuffer(byteCount: 40 * length),
      let data = StackDistanceCurve(capacity: capacity, slots: Self.slots(directory, 0), stride: Self.slotStride)
    else { return nil }
    (self.pageSize, self.capacity, self.buffers, self.directory, self.data) = (
      pageSize, capacity, buffers, directory, data
    )
    touches = PageTouches(pageSize: pageSize)
    let start = buffers.bound(to: UInt32.self).baseAddress.unsafelyUnwrapped
    (numbers, mixed, depths) = (start, start + length, start + 2 * length)
    ownPages = start + 3 * length
    ownRuns = UnsafeMutableRawPointer(start + 8 * length).bindMemory(to: UInt64.self, capacity: length)
    // Without fetches, all lists are the same.
    changes = Changes(
      pages: numbers, runs: touches.runs, data: (numbers, start + 6 * length, 0),
      fetch: (numbers, start + 7 * length, 0))
  }

  private let depths: UnsafeMutablePointer<UInt32>
  private let ownPages: UnsafeMutablePointer<UInt32>
  private let ownRuns: UnsafeMutablePointer<UInt64>

  /// Records hold the slots of the data side and of both sides.
  private static let slotStride = MemoryLayout<PageDirectory.Record>.stride / 4
  private static func slots(_ directory: PageDirectory, _ which: Int) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(directory.records).assumingMemoryBound(to: UInt32.self) + 2 + which
  }

  /// The bytes in use.
  var byteCount: Int {
    let curves = [data, fetch, all].compactMap { $0?.byteCount }
    return directory.byteCount + curves.reduce(0, +) + buffers.bytes.count + 17 * PageTouches.capacity
  }

  /// Takes the next accesses, as many as one part has; afterwards ``changes`` are theirs.
  ///
  /// - Returns: how many were taken. It may be none, once.
  func take(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int {
    if touches.waitsForFetches { startFetches() }
    let taken = touches.take(accesses)
    (changes.count, changes.data.count, changes.fetch.count) = (0, 0, 0)
    if limit == nil { limit = note() }
    return taken
  }

  /// Notes the touches of a part; answers what prevents it, and then has changed nothing that counts.
  private func note() -> LocalityProfile.Limit? {
    let count = touches.count
    let known = directory.numbers(of: touches.keys, count: count, into: numbers)
    if directory.count == capacity && known < count { return .pages(maximum: capacity) }
    guard known == count, hasRoom(data, count), hasRoom(fetch, count), hasRoom(all, count) else { return .memory }
    if touches.hasFetches { split(count) } else { (changes.count, changes.data.count) = (count, count) }
    data.run(changes.data.pages, count: changes.data.count, depths: changes.data.depths)
    fetch?.run(changes.fetch.pages, count: changes.fetch.count, depths: changes.fetch.depths)
    if let all {
      all.run(mixed, count: count, depths: depths)
      all.countRepetitions(touches.near)
    }
    countRepetitions()
    return nil
  }

  private func hasRoom(_ curve: StackDistanceCurve?, _ count: Int) -> Bool {
    curve?.makeRoom(for: count, knownPages: directory.count) ?? true
  }

  /// Sorts touches by the stacks that they are for.
  private func split(_ count: Int) {
    let (tags, runs, numbers, mixed) = (touches.tags, touches.runs, numbers, mixed)
    var changes = changes
    for index in 0..<count {
      let (tag, number) = (tags[index], numbers[index])
      let isFetch = Int(tag & 1)
      let isChange = Int(tag &>> 2)
      mixed[index] = number | (tag & PageTouches.Tag.counted == 0 ? StackDistanceCurve.silent : 0)
      changes.pages[changes.count] = number | UInt32(isFetch) &<< 31
      changes.runs[changes.count] = runs[index]
      changes.count &+= isChange
      changes.data.pages[changes.data.count] = number
      changes.data.count &+= isChange & ~isFetch
      changes.fetch.pages[changes.fetch.count] = number
      changes.fetch.count &+= isChange & isFetch
    }
    self.changes = changes
  }

  /// Counts what repeated the page before it on its side.
  private func countRepetitions() {
    let counts = touches.counts
    let fetches = counts.fetches - coveredFetches
    let others = counts.translations - coveredTranslations - fetches
    data.countRepetitions((others - UInt64(changes.data.count), 0))
    fetch?.countRepetitions((fetches - UInt64(changes.fetch.count), 0))
    (coveredTranslations, coveredFetches) = (counts.translations, counts.fetches)
  }

  /// Gives fetches a curve, and both sides together one that goes on from the data's.
  private func startFetches() {
    touches.allowFetches()
    (changes.pages, changes.runs) = (ownPages, ownRuns)
    changes.data.pages = ownPages + PageTouches.capacity
    changes.fetch.pages = ownPages + 2 * PageTouches.capacity
    guard limit == nil else { return }
    let slots = Self.slots(directory, 1)
    fetch = StackDistanceCurve(capacity: capacity)
    all = data.copy(slots: slots, stride: Self.slotStride, capacity: capacity, knownPages: directory.count)
    if fetch == nil || all == nil { limit = .memory }
  }
}
