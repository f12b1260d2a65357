/// Parts of the caller's storage, one after the other.
struct TLBHierarchyStorage {
  private var next: UnsafeMutablePointer<UInt64>

  init(_ start: UnsafeMutablePointer<UInt64>) { next = start }

  /// Room for values, not initialized.
  mutating func take<Value: BitwiseCopyable>(_ type: Value.Type, count: Int) -> UnsafeMutablePointer<Value> {
    let start = UnsafeMutableRawPointer(next).bindMemory(to: Value.self, capacity: count)
    next += Self.words(type, count: count)
    return start
  }

  /// An empty TLB.
  mutating func takeTLB(
    _ geometry: TLBGeometry, seed: UInt64 = 1, permutations: PermutationVectors? = nil
  ) -> SetAssociativeTLB<Presence> {
    let start = take(UInt64.self, count: geometry.wordCount)
    let words = UnsafeMutableBufferPointer(start: start, count: geometry.wordCount)
    // Presences take no storage: any words will do as their place.
    let place = UnsafeMutableRawPointer(start).assumingMemoryBound(to: Presence.self)
    return SetAssociativeTLB(
      geometry, words: words, payloads: UnsafeMutableBufferPointer(start: place, count: geometry.capacity), seed: seed,
      permutations: permutations)
  }

  /// The words of so many values.
  static func words<Value>(_ type: Value.Type, count: Int) -> Int { (MemoryLayout<Value>.stride * count + 7) / 8 }
}

extension TLBHierarchyShape {
  /// How many 8-byte words a hierarchy of this shape needs.
  public var wordCount: Int {
    var words = TLBHierarchyStorage.words(TLBArray.self, count: arrayCount)
    words += TLBHierarchyStorage.words(TLBPath.self, count: 2 * TLBHierarchy.pathsPerSide)
    words += prefetcher.buffer.wordCount + prefetcher.tableWords + TLBTags.wordCount
    for number in 0..<arrayCount { words += self[number].geometry.wordCount }
    return words
  }

  /// The TLBs for a side's pages of a size, in the order of levels.
  func path(side: Int, _ size: PageSize) -> TLBPath {
    var path = TLBPath()
    for level in 1...3 {
      for number in 0..<arrayCount where self[number].level == level && self[number].serves(side, size) {
        path.append(number)
      }
    }
    return path
  }
}
