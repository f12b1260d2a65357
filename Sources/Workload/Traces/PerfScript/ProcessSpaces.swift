import MMUCore

/// The address spaces of processes: ASIDs from 1 on, in the order in which processes are first seen. When all 4 095 are taken,
/// the one that was given out first is flushed and given to another process, as an operating system does.
struct ProcessSpaces {
  /// The most words that ``words(for:to:)`` writes.
  static var mostWords: Int { 2 }

  private static var count: Int { 4095 }

  private var spaces: [UInt64: UInt16] = [:]
  /// The processes that hold the ASIDs from 1 on.
  private var owners: [UInt64] = []
  /// The ASID, less 1, that is given out next once all were.
  private var oldest = 0
  private var current: UInt64?

  /// Writes the events that make a process current, none if it is.
  @inline(__always)
  mutating func words(for process: UInt64, to place: UnsafeMutablePointer<MemoryAccess>) -> Int {
    if process == current { return 0 }
    current = process
    return enter(process, place)
  }

  @inline(never)
  private mutating func enter(_ process: UInt64, _ place: UnsafeMutablePointer<MemoryAccess>) -> Int {
    if let space = spaces[process] {
      place[0] = MemoryAccess(.switchSpace(ASID(space)))
      return 1
    }
    var count = 0
    if owners.count < Self.count {
      owners.append(process)
      spaces[process] = UInt16(owners.count)
    } else {
      let space = UInt16(oldest + 1)
      spaces[owners[oldest]] = nil
      owners[oldest] = process
      spaces[process] = space
      oldest = (oldest + 1) % Self.count
      place[0] = MemoryAccess(.flushSpace(ASID(space)))
      count = 1
    }
    place[count] = MemoryAccess(.switchSpace(ASID(spaces[process] ?? 0)))
    return count + 1
  }
}
