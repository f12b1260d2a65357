/// The TLBs of a processor: one to three levels of them, each split or unified, for pages of one size or of several.
///
/// Of each level at most one TLB serves a side's pages of a size. A level without one for them never has them: Sandy Bridge's second
/// level has 4 KiB pages alone.
public struct TLBHierarchyShape: Equatable, Sendable {
  /// Why a shape cannot be built.
  public enum Impossibility: UInt8, CodedEnum {
    /// No TLB is on level 1.
    case noFirstLevel
    /// More than ``TLBHierarchyShape/maximumArrays``.
    case tooManyArrays
    /// A level other than 1, 2 and 3.
    case levelOutOfRange
    /// A third level without a second.
    case noSecondLevel
    /// A TLB of an impossible geometry; ``TLBHierarchyShape/firstImpossibleArray`` says which.
    case impossibleArray
    /// A TLB for no page size.
    case noPageSize
    /// More than ``TLBHierarchyShape/maximumPageSizes`` in all.
    case tooManyPageSizes
    /// Pages below 4 KiB or above 2⁴² bytes, or 2⁴² bytes in pairs.
    case pageSizeOutOfRange
    /// Two TLBs of a level serve the same side's pages of a size.
    case overlappingArrays
    /// An inclusive or exclusive TLB serves sides of which the level before serves one alone, or which it mixes.
    case sidesDoNotNest
    /// An inclusive or exclusive level, and one before it, of which one holds pairs of pages and the other does not.
    case pairsDoNotNest
    /// Wired ways, which an inclusive or exclusive level cannot know of.
    case wiredWaysDoNotNest
    /// A prefetcher with a buffer, rows or slots out of range; rows must be a power of two.
    case prefetcherOutOfRange
  }

  /// The most TLBs.
  public static var maximumArrays: Int { 16 }
  /// The most page sizes.
  public static var maximumPageSizes: Int { 4 }

  private var storage = InlineArray<16, TLBArrayShape>(repeating: .absent)
  /// How many TLBs were added, possibly more than there may be.
  public private(set) var arrayCount = 0
  /// What the second level has to do with the first.
  public var secondLevel: TLBInclusion
  /// What the third level has to do with those before.
  public var thirdLevel: TLBInclusion
  /// What is fetched ahead.
  public var prefetcher: TLBPrefetcher
  /// What tells translations of different address spaces apart.
  public var tagging: TLBTagging

  /// A shape without TLBs yet.
  public init(
    secondLevel: TLBInclusion = .neither, thirdLevel: TLBInclusion = .neither, prefetcher: TLBPrefetcher = .none,
    tagging: TLBTagging = .none
  ) {
    self.secondLevel = secondLevel
    self.thirdLevel = thirdLevel
    self.prefetcher = prefetcher
    self.tagging = tagging
  }

  /// A first level for fetches and one for data, over a second level that both share, for pages of one size.
  ///
  /// - Parameter second: the shared level; without one, every first-level miss is walked.
  public init(instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize) {
    self.init()
    let size = PageSizeSet(pageSize)
    add(TLBArrayShape(level: 1, .data, size, data))
    add(TLBArrayShape(level: 1, .instruction, size, instruction))
    if let second { add(TLBArrayShape(level: 2, .both, size, second)) }
  }

  /// Adds a TLB.
  public mutating func add(_ array: TLBArrayShape) {
    if arrayCount < Self.maximumArrays { storage[arrayCount] = array }
    arrayCount += 1
  }

  /// A TLB by its number, in the order in which they were added.
  public subscript(number: Int) -> TLBArrayShape { storage[number] }

  /// All page sizes.
  public var sizes: PageSizeSet {
    var sizes = PageSizeSet.none
    for number in 0..<min(arrayCount, Self.maximumArrays) { sizes |= storage[number].sizes }
    return sizes
  }

  /// How many levels there are.
  public var levelCount: Int {
    var levels = 0
    for number in 0..<min(arrayCount, Self.maximumArrays) { levels = max(levels, storage[number].level) }
    return levels
  }

  /// What a level has to do with those before it.
  public func inclusion(ofLevel level: Int) -> TLBInclusion {
    switch level {
    case 2: secondLevel
    case 3: thirdLevel
    default: .neither
    }
  }

  /// Whether two shapes are the same.
  public static func == (left: TLBHierarchyShape, right: TLBHierarchyShape) -> Bool {
    guard left.arrayCount == right.arrayCount, left.secondLevel == right.secondLevel else { return false }
    guard left.thirdLevel == right.thirdLevel, left.prefetcher == right.prefetcher else { return false }
    guard left.tagging == right.tagging else { return false }
    for number in 0..<min(left.arrayCount, maximumArrays) where left[number] != right[number] { return false }
    return true
  }
}
