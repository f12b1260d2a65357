import CHostShims
import Workload

/// Numbers the pages of a trace in the order of their first touches: a hash table of open addressing over a list of
/// records, one a page.
///
/// A list of touches is looked up in passes, each of which asks the caches for what the next one reads, so that the
/// table's latency is paid once a list and not once a page.
final class PageDirectory {
  /// What is known of a page where its number leads: its key and two times that two curves keep.
  struct Record {
    /// The page and its address space; see ``PageKey``.
    var key: UInt64
    /// The slot in which a ``RecencyTree`` holds it, 0 for none, for two trees.
    var slots: (first: UInt32, second: UInt32) = (0, 0)
  }

  /// The records of the pages, in order.
  let records: UnsafeMutablePointer<Record>
  /// How many pages there are.
  private(set) var count = 0
  /// How many there may be.
  let capacity: Int

  private let recordMemory: MappedBuffer
  private var tableMemory: MappedBuffer
  /// Check bits of the hash in the upper half, a page's number plus one in the lower; 0 for an empty place.
  private var table: UnsafeMutablePointer<UInt64>
  private var shift: UInt64
  private let positions: UnsafeMutablePointer<UInt32>

  /// The longest list that is looked up at once.
  static let longestList = PageTouches.capacity
  private static let firstTableBits = 12
  /// 2⁶⁴ divided by the golden ratio, made odd: Knuth, The Art of Computer Programming, vol. 3, 6.4.
  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// An empty directory for a number of pages; `nil` when the system refuses memory.
  init?(capacity: Int) {
    let stride = MemoryLayout<Record>.stride
    guard let recordMemory = MappedBuffer(byteCount: (capacity + 1) * stride, prefersHugePages: true),
      let tableMemory = MappedBuffer(byteCount: 8 << Self.firstTableBits)
    else { return nil }
    self.capacity = capacity
    self.recordMemory = recordMemory
    self.tableMemory = tableMemory
    records = recordMemory.bound(to: Record.self).baseAddress.unsafelyUnwrapped
    table = tableMemory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
    shift = UInt64(64 - Self.firstTableBits)
    positions = .allocate(capacity: Self.longestList)
  }

  deinit { positions.deallocate() }

  /// The bytes in use.
  var byteCount: Int { count * MemoryLayout<Record>.stride + tableMemory.bytes.count + 4 * Self.longestList }

  /// Finds the numbers of a list of pages, giving new pages the next numbers.
  ///
  /// - Returns: how many were found: all, or those before the first page for which there is no room.
  func numbers(
    of keys: UnsafePointer<UInt64>, count: Int, into numbers: UnsafeMutablePointer<UInt32>
  ) -> Int {
    guard makeRoom(for: count) else { return 0 }
    let (table, records, positions, shift) = (table, records, positions, shift)
    for index in 0..<count {
      let position = Self.hash(keys[index]) &>> shift
      positions[index] = UInt32(truncatingIfNeeded: position)
      host_prefetch(table + Int(truncatingIfNeeded: position))
    }
    for index in 0..<count {
      // A guess: the page is where its hash says, or nearly.
      let entry = table[Int(positions[index])]
      host_prefetch(records + Int(truncatingIfNeeded: entry & 0xFFFF_FFFF))
    }
    return find(keys, count, numbers)
  }

  private func find(_ keys: UnsafePointer<UInt64>, _ count: Int, _ numbers: UnsafeMutablePointer<UInt32>) -> Int {
    let (table, records, mask) = (table, records, UInt64(1) &<< (64 &- shift) &- 1)
    var pages = self.count
    defer { self.count = pages }
    for index in 0..<count {
      let key = keys[index]
      let check = Self.hash(key) &<< 32
      var position = UInt64(positions[index])
      while true {
        let entry = table[Int(truncatingIfNeeded: position)]
        let number = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
        if entry & 0xFFFF_FFFF_0000_0000 == check, number != 0, records[number &- 1].key == key {
          numbers[index] = UInt32(truncatingIfNeeded: number &- 1)
          break
        }
        if entry == 0 {
          guard pages < capacity else { return index }
          records[pages] = Record(key: key)
          numbers[index] = UInt32(truncatingIfNeeded: pages)
          pages &+= 1
          table[Int(truncatingIfNeeded: position)] = check | UInt64(pages)
          break
        }
        position = (position &+ 1) & mask
      }
    }
    return count
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 { (key ^ key &>> 32) &* multiplier }

  /// Forgets all pages but some; what is kept is numbered anew, in the same order.
  func keep(where isKept: (Record) -> Bool) {
    var kept = 0
    for index in 0..<count where isKept(records[index]) {
      records[kept] = records[index]
      kept += 1
    }
    count = kept
    table.update(repeating: 0, count: 1 << (64 - Int(shift)))
    enterAll()
  }

  // MARK: Growing

  /// Makes the table so large that it is at most half full after a list; `false` when the system refuses.
  private func makeRoom(for more: Int) -> Bool {
    let places = 1 << (64 - Int(shift))
    guard 2 * (count + more) > places else { return true }
    let bits = 64 - Int(shift) + 1
    guard let memory = MappedBuffer(byteCount: 8 << bits, prefersHugePages: bits >= 18) else { return false }
    tableMemory = memory
    table = memory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
    shift -= 1
    enterAll()
    return makeRoom(for: more)
  }

  private func enterAll() {
    let mask = 1 << (64 - Int(shift)) - 1
    for number in 0..<count {
      let hash = Self.hash(records[number].key)
      var position = Int(truncatingIfNeeded: hash &>> shift)
      while table[position] != 0 { position = (position &+ 1) & mask }
      table[position] = hash &<< 32 | UInt64(number &+ 1)
    }
  }
}
