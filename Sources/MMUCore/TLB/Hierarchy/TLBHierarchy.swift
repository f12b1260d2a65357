/// The TLBs of a processor as an address stream sees them: any ``TLBHierarchyShape``.
///
/// A translation is looked for level by level. A hit refills the levels before; a walk fills all. Exclusive levels are the exception: they
/// hold what was evicted before them, and give it back upon a hit. An access that crosses into another page is two translations.
///
/// Pages may be of several sizes, as a ``PageSizing`` says; without one they are all of the smallest that the shape has.
public struct TLBHierarchy {
  /// The shape.
  public let shape: TLBHierarchyShape
  /// The smallest page.
  public let pageSize: PageSize
  /// What happened so far.
  public internal(set) var counters = TLBCounters()

  let arrays: UnsafeMutablePointer<TLBArray>
  /// By side and the logarithm of the page size.
  private let paths: UnsafeMutablePointer<TLBPath>
  var buffer: SetAssociativeTLB<Presence>
  var distances: DistanceTable
  var history = MissHistory()

  var tags: TLBTags
  var space = ASID(0)
  var machine: UInt16 = 0
  /// The tags of the current address space and of what is global.
  var spaceTag = ASID(0)
  var globalTag = ASID(0)
  /// The bits of keys that stand for them.
  var spaceBits: UInt64 = 0
  var globalBits: UInt64 = 0

  var latestData = TLBLatestPage.none
  var latestFetch = TLBLatestPage.none
  /// The crossing access whose second part was refused: its first is done. Zero, which crosses nothing, if there is none.
  var unfinished: UInt64 = 0

  /// A hierarchy of empty TLBs in the caller's storage, of machine 0 and address space 0.
  ///
  /// - Parameters:
  ///   - shape: a possible shape.
  ///   - words: at least ``TLBHierarchyShape/wordCount`` words.
  ///   - permutations: the tables that the shape's TLBs name.
  ///   - seed: of random replacement, for each TLB.
  public init(
    _ shape: TLBHierarchyShape, words: UnsafeMutableBufferPointer<UInt64>,
    permutations: UnsafeBufferPointer<PermutationVectors> = UnsafeBufferPointer(start: nil, count: 0), seed: UInt64 = 1
  ) {
    precondition(shape.impossibility == nil, "an impossible shape")
    precondition(words.count >= shape.wordCount, "storage too small")
    var free = TLBHierarchyStorage(words.baseAddress.unsafelyUnwrapped)
    self.shape = shape
    pageSize = shape.sizes.smallest
    arrays = free.take(TLBArray.self, count: shape.arrayCount)
    paths = free.take(TLBPath.self, count: 2 * Self.pathsPerSide)
    buffer = free.takeTLB(shape.prefetcher.buffer)
    distances = DistanceTable(
      free.take(UInt64.self, count: shape.prefetcher.tableWords), rows: shape.prefetcher.tableRows,
      slots: shape.prefetcher.tableSlots)
    tags = TLBTags(free.take(UInt64.self, count: TLBTags.wordCount))
    for number in 0..<shape.arrayCount {
      let array = shape[number]
      let table = array.geometry.policy == .permutation ? permutations[array.permutationTable] : nil
      let tlb = free.takeTLB(array.geometry, seed: seed, permutations: table)
      (arrays + number).initialize(
        to: TLBArray(
          tlb: tlb, level: array.level, side: array.side, pairShift: array.pairsPages ? 1 : 0,
          inclusion: shape.inclusion(ofLevel: array.level)))
    }
    for index in 0..<2 * Self.pathsPerSide {
      let size = PageSize(shift: UInt8(index % Self.pathsPerSide))
      (paths + index).initialize(to: shape.path(side: index / Self.pathsPerSide, size))
    }
    renewTags()
  }

  static var pathsPerSide: Int { 64 }

  /// The TLBs for a side's pages of a size.
  @inline(__always)
  func path(side: Int, _ size: PageSize) -> TLBPath { paths[side &* Self.pathsPerSide &+ Int(size.shift & 63)] }

  /// What one TLB counted, by its number in the shape.
  public func counters(ofArray number: Int) -> TLBArrayCounters {
    precondition(number >= 0 && number < shape.arrayCount, "no such TLB")
    return arrays[number].counters
  }

  /// Whether a TLB, by its number in the shape, holds the page of a size at an address, in the current address space or globally.
  public func holds(_ gva: GVA, _ size: PageSize, inArray number: Int) -> Bool {
    precondition(number >= 0 && number < shape.arrayCount, "no such TLB")
    return arrays[number].find(translation(gva, size)) != nil
  }

  /// Writes a page of the current address space to a wired way of a TLB, by its number in the shape.
  public mutating func wire(_ gva: GVA, _ size: PageSize, inArray number: Int, at way: Int) {
    precondition(number >= 0 && number < shape.arrayCount, "no such TLB")
    let translation = translation(gva, size)
    forgetLatest()
    arrays[number].wire(translation, at: way)
  }

  /// What an access to an address of a page asks for.
  @inline(__always)
  func translation(_ gva: GVA, _ size: PageSize) -> TLBTranslation {
    let isUpper = Int64(bitPattern: gva.rawValue) < 0
    return TLBTranslation(gva: gva, size: size, space: isUpper ? globalBits : spaceBits)
  }

  /// Makes the next access look through its TLBs, whatever came before.
  mutating func forgetLatest() {
    latestData = .none
    latestFetch = .none
  }
}
