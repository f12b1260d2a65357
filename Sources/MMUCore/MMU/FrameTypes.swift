/// The books of a para-virtual monitor: what each of a guest's frames is used as, in the caller's storage.
///
/// Every change is checked first: an entry that would make a table writable, or give a table a second level, is refused and nothing
/// changes.
public struct FrameTypes<Format: PagingFormat>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical {
  /// Where the guest's frames lie: the books' order.
  private let slots: MemorySlots
  private let types: UnsafeMutableBufferPointer<FrameType>
  private let memory: GuestMemory
  /// What the guest's entries mean at present.
  var rules: Format.Rules
  /// Entries read of tables as a whole, and those of them that were absent, since ``takeReads()``.
  private var reads: (all: UInt64, absent: UInt64) = (0, 0)

  /// Books in which no frame has a use.
  ///
  /// - Parameter types: storage for a type for every frame of the slots.
  public init(
    slots: MemorySlots, memory: GuestMemory, rules: Format.Rules, types: UnsafeMutableBufferPointer<FrameType>
  ) {
    self.slots = slots
    self.memory = memory
    self.rules = rules
    self.types = types
    types.initialize(repeating: .unused)
  }

  /// The place of a frame in the books; `nil` where the guest has no memory.
  private func index(of frame: GFN) -> Int? {
    var before: UInt64 = 0
    for slot in slots.all {
      let distance = frame.rawValue &- slot.firstGuestFrame.rawValue
      if frame.rawValue >= slot.firstGuestFrame.rawValue && distance < slot.frameCount {
        return Int(truncatingIfNeeded: before &+ distance)
      }
      before &+= slot.frameCount
    }
    return nil
  }

  /// What a frame is used as.
  public func type(of frame: GFN) -> FrameType? { index(of: frame).map { types[$0] } }

  // MARK: Uses

  /// Takes one more use of a frame as a table; the first one checks every entry.
  ///
  /// - Returns: whether it can be one.
  mutating func takeTable(_ table: GPA, at level: PageLevel) -> Bool {
    guard let index = index(of: table.frame) else { return false }
    let kind = FrameType.table(level)
    if types[index].kind == kind && (types[index].count > 0 || types[index].isPinned) {
      types[index].count &+= 1
      return true
    }
    guard types[index].count == 0, !types[index].isPinned else { return false }
    types[index] = FrameType(kind: kind, isPinned: false, count: 1)
    let checked = takeEntries(of: table, at: level)
    if checked == Self.entryCount { return true }
    dropEntries(of: table, at: level, upTo: checked)
    types[index] = .unused
    return false
  }

  private static var entryCount: UInt64 { 1 &<< UInt64(Format.indexBits) }

  /// Takes what a table's entries use, up to the first that may not.
  private mutating func takeEntries(of table: GPA, at level: PageLevel) -> UInt64 {
    for number in 0..<Self.entryCount {
      let entry = read(number, of: table, at: level)
      if let entry, !take(entry, at: level) { return number }
    }
    return Self.entryCount
  }

  private mutating func dropEntries(of table: GPA, at level: PageLevel, upTo end: UInt64) {
    for number in 0..<end { if let entry = read(number, of: table, at: level) { drop(entry, at: level) } }
  }

  /// Reads an entry of a table; `nil` if it is absent.
  private mutating func read(_ number: UInt64, of table: GPA, at level: PageLevel) -> UInt64? {
    let entry = memory.loadEntry(at: place(number, in: table), Format.entrySize) ?? 0
    reads.all &+= 1
    guard case .absent = Format.classify(entry, at: level, rules) else { return entry }
    reads.absent &+= 1
    return nil
  }

  /// How many entries were read of tables as a whole since the last call, and how many of them were absent.
  mutating func takeReads() -> (all: UInt64, absent: UInt64) {
    defer { reads = (0, 0) }
    return reads
  }

  private func place(_ number: UInt64, in table: GPA) -> GPA {
    table.advanced(by: number &* UInt64(Format.entrySize.rawValue))
  }

  /// Gives up one use of a frame as a table; the last one gives up what its entries use.
  mutating func dropTable(_ table: GPA, at level: PageLevel) {
    guard let index = index(of: table.frame), types[index].count > 0 else { return }
    types[index].count &-= 1
    guard types[index].count == 0, !types[index].isPinned else { return }
    dropEntries(of: table, at: level, upTo: Self.entryCount)
    types[index] = .unused
  }

  /// Takes what an entry of a level uses.
  mutating func take(_ entry: UInt64, at level: PageLevel) -> Bool {
    switch Format.classify(entry, at: level, rules) {
    case .absent: return true
    case .malformed, .beyondAddressSize: return false
    case .table(let next): return takeTable(next, at: level.below)
    case .leaf(let page, let size):
      return Format.rights(Format.inheritedAtRoot, entry, rules).contains(.write)
        ? takeWritable(page, size) : isMemory(page, size)
    }
  }

  /// Gives up what an entry of a level uses.
  mutating func drop(_ entry: UInt64, at level: PageLevel) {
    switch Format.classify(entry, at: level, rules) {
    case .absent, .malformed, .beyondAddressSize: break
    case .table(let next): dropTable(next, at: level.below)
    case .leaf(let page, let size):
      if Format.rights(Format.inheritedAtRoot, entry, rules).contains(.write) { dropWritable(page, size) }
    }
  }

  private func isMemory(_ page: GPA, _ size: PageSize) -> Bool {
    let frames = size.byteCount &>> 12
    if slots.frames == nil {
      return index(of: page.frame) != nil && index(of: page.frame.advanced(by: frames &- 1)) != nil
    }
    for number in 0..<frames where !slots.owns(page.frame.advanced(by: number).address) { return false }
    return true
  }

  private mutating func takeWritable(_ page: GPA, _ size: PageSize) -> Bool {
    let frames = size.byteCount &>> 12
    for number in 0..<frames {
      let frame = page.frame.advanced(by: number)
      guard let index = index(of: frame), canBeWritable(types[index]), slots.owns(frame.address) else {
        for taken in 0..<number { dropWritable(page.frame.advanced(by: taken)) }
        return false
      }
      types[index] = FrameType(kind: .writable, isPinned: false, count: types[index].count &+ 1)
    }
    return true
  }

  private func canBeWritable(_ type: FrameType) -> Bool {
    type.kind == .writable || (type.count == 0 && !type.isPinned)
  }

  private mutating func dropWritable(_ page: GPA, _ size: PageSize) {
    for number in 0..<(size.byteCount &>> 12) { dropWritable(page.frame.advanced(by: number)) }
  }

  private mutating func dropWritable(_ frame: GFN) {
    guard let index = index(of: frame), types[index].kind == .writable, types[index].count > 0 else { return }
    types[index].count &-= 1
    if types[index].count == 0 { types[index] = .unused }
  }

  // MARK: Pinning

  /// Keeps a table checked from now on; answers whether it can be one.
  mutating func pin(_ table: GPA, at level: PageLevel) -> Bool {
    guard let index = index(of: table.frame), !types[index].isPinned else { return false }
    guard takeTable(table, at: level) else { return false }
    types[index].isPinned = true
    types[index].count &-= 1
    return true
  }

  /// Lets go of a pinned table; answers whether it was one.
  mutating func unpin(_ table: GPA) -> Bool {
    guard let index = index(of: table.frame), types[index].isPinned, let level = types[index].tableLevel else {
      return false
    }
    types[index].isPinned = false
    types[index].count &+= 1
    dropTable(table, at: level)
    return true
  }

  /// Recounts everything from the pinned tables and a root in use, and compares; for tests.
  public func agrees(withRoot root: GPA, at level: PageLevel, recount: UnsafeMutableBufferPointer<FrameType>) -> Bool {
    var fresh = FrameTypes(slots: slots, memory: memory, rules: rules, types: recount)
    for index in types.indices where types[index].isPinned {
      guard let tableLevel = types[index].tableLevel, let gfn = frame(at: index) else { return false }
      guard fresh.pin(gfn.address, at: tableLevel) else { return false }
    }
    guard fresh.takeTable(root, at: level) else { return false }
    for index in types.indices where types[index] != recount[index] { return false }
    return true
  }

  private func frame(at index: Int) -> GFN? {
    var rest = UInt64(index)
    for slot in slots.all {
      if rest < slot.frameCount { return slot.firstGuestFrame.advanced(by: rest) }
      rest &-= slot.frameCount
    }
    return nil
  }
}
