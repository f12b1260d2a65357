import MMUCore

/// The host's memory behind a virtual machine: the machine's frames, from 0 on, of which the first are the guest's tables, and words
/// for TLBs and caches.
final class MachineStorage {
  /// The machine's memory: the guest's tables, then the monitor's.
  let machine: MachineMemory
  /// The guest's tables, at the same addresses.
  let guest: GuestMemory
  /// The physical-to-machine map: tables and data at the same addresses as the guest's.
  let slots: MemorySlots

  private let buffer: MappedBuffer
  private let slotStorage: UnsafeMutableBufferPointer<MemorySlot>
  private var words: [UnsafeMutableBufferPointer<UInt64>] = []
  private var frames: [UnsafeMutableBufferPointer<HFN>] = []
  private var typeStorage: [UnsafeMutableBufferPointer<FrameType>] = []
  private var agileParts:
    [(frames: UnsafeMutableBufferPointer<AgileFrame>, tables: UnsafeMutableBufferPointer<AgileTable>)] = []
  private var tlbs: [UnsafeMutablePointer<HardwareTLB>] = []
  private let shape: MachineShape
  /// The processor, and the machine's tag on it.
  private let processor: MachineProcessor
  /// The machine's tag on the processor.
  let tag: MachineTag

  /// Takes the memory; `nil` when the host has none left.
  init?(_ shape: MachineShape, monitorFrames: UInt64, on seat: MachineSeat) {
    guard let buffer = MappedBuffer(byteCount: Int(shape.tableFrames + monitorFrames) << 12) else { return nil }
    self.buffer = buffer
    self.shape = shape
    processor = seat.processor ?? MachineProcessor()
    tag = processor.takeTag()
    machine = MachineMemory(buffer.bytes)
    guest = GuestMemory(UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<(Int(shape.tableFrames) << 12)]))
    slotStorage = .allocate(capacity: 2)
    var slots = MemorySlots(storage: slotStorage)
    let data = shape.firstData
    let refusals = [
      slots.insert(MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(0), frameCount: shape.tableFrames)),
      slots.insert(
        MemorySlot(
          firstGuestFrame: data, firstHostFrame: shape.firstMachineData ?? HFN(data.rawValue),
          frameCount: shape.dataFrames)),
    ]
    precondition(refusals == [nil, nil], "two slots that do not overlap")
    if let frames = seat.frames {
      precondition(frames.pointee.covers(data, count: shape.dataFrames), "a map of all data frames")
      slots.frames = frames
    }
    self.slots = slots
  }

  deinit {
    processor.returnTag(tag)
    slotStorage.deallocate()
    for part in words { part.deallocate() }
    for part in frames { part.deallocate() }
    for part in typeStorage { part.deallocate() }
    for part in agileParts {
      part.frames.deallocate()
      part.tables.deallocate()
    }
    for tlb in tlbs { tlb.deallocate() }
  }

  /// Words that live as long as this.
  func words(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> {
    let part = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
    part.initialize(repeating: 0)
    words.append(part)
    return part
  }

  /// An empty TLB of the machine's processor, with walk caches where hardware walks in one dimension.
  func tlb(hasWalkCaches: Bool = false) -> HardwareTLB {
    processor.tlb(tag) { processor in
      let caches = hasWalkCaches ? shape.walkCaches : (0, 0, 0)
      let count = HardwareTLB.wordCount(shape.level1, shape.level2, caches)
      return HardwareTLB(shape.level1, shape.level2, walkCaches: caches, words: processor.words(count))
    }
  }

  /// An empty TLB that stays where it is.
  func tlbInPlace(hasWalkCaches: Bool = false) -> UnsafeMutablePointer<HardwareTLB> {
    let place = UnsafeMutablePointer<HardwareTLB>.allocate(capacity: 1)
    place.initialize(to: tlb(hasWalkCaches: hasWalkCaches))
    tlbs.append(place)
    return place
  }

  /// Room for the processor's nested TLB.
  func nestedWords(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> { processor.nestedWords(count) }

  /// Room for the types of all of the guest's frames.
  func types() -> UnsafeMutableBufferPointer<FrameType> {
    let part = UnsafeMutableBufferPointer<FrameType>.allocate(capacity: Int(shape.tableFrames + shape.dataFrames))
    typeStorage.append(part)
    return part
  }

  /// What agile paging keeps, with as many shadow tables as the guest has frames for tables.
  func agile(firstTable: UInt64, indexBits: UInt8, rootCache: Int) -> AgileStorage {
    let count = Int(shape.tableFrames)
    let part = (
      frames: UnsafeMutableBufferPointer<AgileFrame>.allocate(capacity: count),
      tables: UnsafeMutableBufferPointer<AgileTable>.allocate(capacity: count)
    )
    agileParts.append(part)
    return AgileStorage(
      frames: part.frames, tables: part.tables, firstTable: HFN(firstTable), indexBits: indexBits,
      rootCacheCapacity: rootCache, rootCache: words(AgileStorage.rootCacheWordCount(capacity: rootCache)))
  }

  /// Empty walk caches of one dimension.
  func caches<Format: PagingFormat>(_ format: Format.Type) -> PagingStructureCaches<Format> {
    processor.caches(format, tag) { processor in
      let (level2, level3, level4) = shape.walkCaches
      let count = PagingStructureCaches<Format>.wordCount(level2: level2, level3: level3, level4: level4)
      return PagingStructureCaches(level2: level2, level3: level3, level4: level4, words: processor.words(count))
    }
  }

  /// The monitor's frames, from `first` on, with room to give back any.
  func pool(from first: UInt64) -> FramePool<HostPhysical> {
    let end = machine.frameCount
    let returned = UnsafeMutableBufferPointer<HFN>.allocate(capacity: Int(end - first))
    frames.append(returned)
    return FramePool(first: HFN(first), end: HFN(end), returned: returned)
  }
}
