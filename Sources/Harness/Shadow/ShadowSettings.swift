import MMUCore
import Workload

/// What a world of ``ShadowFuzz`` is made of, before anything happens in it.
public struct ShadowSettings: Equatable, Sendable {
  /// The guest.
  public var guest: ShadowGuest
  /// Virtual processors.
  public var processorCount = 1
  /// Frames of guest memory.
  public var memoryFrames = 64
  /// Shadow pages.
  public var pages = 32
  /// Blocks for lists of mappings and parents.
  public var listBlocks = 64
  /// Tables that can be out of sync with a copy.
  public var snapshots = 4
  /// How many neighbours a fault maps along.
  public var prefetchCount = 0
  /// Whether a trapped write maps what it says.
  public var prefillsOnWrite = false
  /// log2 of the largest page that the host maps.
  public var largestPageShift: UInt8 = 30
  /// Trapped writes that mean that a frame is no table.
  public var floodLimit: UInt16 = 3

  /// A guest's settings.
  public init(guest: ShadowGuest) { self.guest = guest }

  /// Settings at random.
  init(guest: ShadowGuest, _ random: inout SplitMix64) {
    self.guest = guest
    processorCount = 1 + random.below(2)
    pages = random.oneIn(3) ? 16 : 18 + random.below(30)
    listBlocks = random.oneIn(3) ? 10 + random.below(8) : 64
    snapshots = random.below(6)
    prefetchCount = random.pick([0, 0, 8, 32])
    prefillsOnWrite = random.oneIn(3)
    largestPageShift = random.pick([12, 21, 30])
    floodLimit = UInt16(random.pick([2, 3, 16]))
  }

  /// Frames that slots may have together: with gaps, for every slot is aligned to 512 frames.
  var slotFrames: Int { 6 * 512 + 1024 }

  var capacity: ShadowCapacity {
    ShadowCapacity(
      pages: pages, guestFrames: slotFrames, slots: 6, snapshots: snapshots,
      listBlocks: max(listBlocks, prefetchCount + 10))
  }

  var options: ShadowOptions {
    ShadowOptions(
      prefetchCount: prefetchCount, prefillsOnWrite: prefillsOnWrite, largestPage: PageSize(shift: largestPageShift),
      floodLimit: floodLimit, leafFloodLimit: floodLimit &* 16)
  }

  /// Named values, as a corpus file has them.
  var fields: [(name: String, value: String)] {
    [
      ("guest", guest.rawValue), ("processors", "\(processorCount)"), ("frames", "\(memoryFrames)"),
      ("pages", "\(pages)"), ("lists", "\(listBlocks)"), ("snapshots", "\(snapshots)"),
      ("prefetch", "\(prefetchCount)"), ("prefill", prefillsOnWrite ? "1" : "0"), ("largest", "\(largestPageShift)"),
      ("flood", "\(floodLimit)"),
    ]
  }

  /// Reads what ``fields`` says.
  init(_ file: CorpusText) throws(CorpusFailure) {
    guard let guest = ShadowGuest(rawValue: try file.text("guest")) else { throw file.missing("a guest") }
    self.guest = guest
    processorCount = Int(try file.value("processors", below: 9))
    memoryFrames = Int(try file.value("frames", below: 1 << 16))
    pages = Int(try file.value("pages", below: 1 << 16))
    listBlocks = Int(try file.value("lists", below: 1 << 16))
    snapshots = Int(try file.value("snapshots", below: 1 << 16))
    prefetchCount = Int(try file.value("prefetch", below: 64))
    prefillsOnWrite = try file.flag("prefill")
    largestPageShift = UInt8(try file.value("largest", below: 57))
    floodLimit = UInt16(try file.value("flood", below: 1 << 12))
    guard processorCount > 0, memoryFrames > 0, pages >= ShadowCapacity.minimumPages else {
      throw file.missing("processors, frames and \(ShadowCapacity.minimumPages) pages")
    }
  }
}
