/// LRU for every capacity at once: how deep each reference finds its page in the stack of pages, latest on top.
///
/// Source: Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2),
/// 1970.
public struct StackDistances {
  private var stack: [UInt64] = []
  /// How many references found their page at a depth, 1 for the top.
  private var referencesAtDepth: [Int] = []
  /// How many references there were.
  public private(set) var referenceCount = 0

  /// The distances of a list of references.
  public init(_ pages: [UInt64]) {
    for page in pages { reference(page) }
  }

  /// The hits of a fully associative LRU TLB.
  public func hits(capacity: Int) -> Int { referencesAtDepth.prefix(capacity).reduce(0, +) }

  /// Its misses.
  public func misses(capacity: Int) -> Int { referenceCount - hits(capacity: capacity) }

  private mutating func reference(_ page: UInt64) {
    referenceCount += 1
    if let position = stack.firstIndex(of: page) {
      referencesAtDepth[position] += 1
      stack.remove(at: position)
    } else {
      referencesAtDepth.append(0)
    }
    stack.insert(page, at: 0)
  }
}
