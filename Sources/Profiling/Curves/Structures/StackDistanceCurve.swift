import CHostShims
import MMUCore
import Workload

/// An exact LRU curve as it grows: how deep in the stack of pages each use found its page.
///
/// Source: Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2),
/// 1970; times in a tree instead of a stack as Bennett and Kruskal, "LRU Stack Processing", IBM Journal of Research and
/// Development 19(4), 1975.
final class StackDistanceCurve {
  /// How many uses found their page at a depth, 1 for the top; those that found none at 0.
  let uses: UnsafeMutablePointer<UInt64>
  /// All uses.
  private(set) var useCount: UInt64 = 0
  /// The pages in the stack.
  var pageCount: Int { tree.live }

  private var tree: RecencyTree
  /// The slot of page n is at n × stride; 0 for none.
  let slots: UnsafeMutablePointer<UInt32>
  private let stride: Int
  private var top = UInt32.max
  private let usesMemory: MappedBuffer
  private let slotMemory: MappedBuffer?

  /// Marks a touch that moves its page to the top and is not counted.
  static let silent: UInt32 = 1 << 31

  /// A curve of at most `capacity` pages that keeps slots of its own; `nil` when the system refuses memory.
  convenience init?(capacity: Int) {
    guard let memory = MappedBuffer(byteCount: 4 * capacity) else { return nil }
    let slots = memory.bound(to: UInt32.self).baseAddress.unsafelyUnwrapped
    self.init(capacity: capacity, slots: slots, stride: 1, memory)
  }

  /// A curve that keeps slots where its caller says.
  init?(capacity: Int, slots: UnsafeMutablePointer<UInt32>, stride: Int, _ memory: MappedBuffer? = nil) {
    guard let usesMemory = MappedBuffer(byteCount: 8 * (capacity + 3)), let tree = RecencyTree() else { return nil }
    self.usesMemory = usesMemory
    self.tree = tree
    self.slots = slots
    self.stride = stride
    slotMemory = memory
    uses = usesMemory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
  }

  /// The bytes in use.
  var byteCount: Int { tree.byteCount + 8 * (pageCount + 1) + (slotMemory == nil ? 0 : 4 * pageCount) }

  /// Makes room for some uses; `false` when the system refuses memory.
  ///
  /// - Parameter knownPages: how many pages have numbers.
  func makeRoom(for count: Int, knownPages: Int) -> Bool { tree.room >= count || compact(knownPages) }

  /// Notes uses of pages, for which there must be room.
  ///
  /// - Parameters:
  ///   - pages: their numbers, some of them with the bit ``silent``.
  ///   - depths: where each was found, 0 where nowhere.
  func run(_ pages: UnsafePointer<UInt32>, count: Int, depths: UnsafeMutablePointer<UInt32>) {
    let (slots, stride, uses) = (slots, stride, uses)
    var (tree, top, counted) = (tree, top, 0 as UInt64)
    for index in 0..<count {
      let touch = pages[index]
      let page = touch & ~Self.silent
      var depth = 1
      if page != top {
        let slot = slots + Int(page) &* stride
        let old = Int(slot.pointee)
        depth = 0
        if old != 0 {
          depth = tree.depth(of: old)
          tree.remove(old)
        }
        slot.pointee = UInt32(truncatingIfNeeded: tree.append())
        top = page
      }
      depths[index] = UInt32(truncatingIfNeeded: depth)
      let isCounted = UInt64(1 &- touch &>> 31)
      uses[depth] &+= isCounted
      counted &+= isCounted
    }
    useCount &+= counted
    (self.tree, self.top) = (tree, top)
  }

  /// Counts uses of the page on top, and of the one below it, that move nothing.
  func countRepetitions(_ count: (first: UInt64, second: UInt64)) {
    uses[1] &+= count.first
    uses[2] &+= count.second
    useCount &+= count.first &+ count.second
  }

  /// Moves the times together, into more of them if need be.
  private func compact(_ knownPages: Int) -> Bool {
    let (slots, stride) = (slots, stride)
    return tree.compact { newSlot in
      for page in 0..<knownPages {
        let slot = slots + page &* stride
        if slot.pointee != 0 { slot.pointee = UInt32(truncatingIfNeeded: newSlot(Int(slot.pointee))) }
      }
    }
  }

  /// The same curve over slots of its own elsewhere, to go on by itself; `nil` when the system refuses memory.
  func copy(slots: UnsafeMutablePointer<UInt32>, stride: Int, capacity: Int, knownPages: Int) -> StackDistanceCurve? {
    guard let copy = StackDistanceCurve(capacity: capacity, slots: slots, stride: stride), let tree = tree.copy()
    else { return nil }
    (copy.tree, copy.top, copy.useCount) = (tree, top, useCount)
    copy.uses.update(from: uses, count: pageCount + 1)
    for page in 0..<knownPages { slots[page * stride] = self.slots[page * self.stride] }
    return copy
  }

  /// Whether a page is in the stack.
  func holds(_ page: Int) -> Bool { slots[page * stride] != 0 }

  /// The misses of a fully associative LRU TLB so far.
  func misses(entries: Int) -> UInt64 {
    var hits: UInt64 = 0
    for depth in 1..<max(1, min(entries, pageCount) + 1) { hits &+= uses[depth] }
    return useCount - hits
  }
}
