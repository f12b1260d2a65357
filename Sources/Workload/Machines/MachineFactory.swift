import MMUCore

/// Builds virtual machines, one a technique, with guests of any format; 4-level x86 unless it is said otherwise. A machine has
/// everything to itself unless its seat says otherwise.
public enum MachineFactory {
  /// A machine and the memory of its guest's tables.
  public typealias Made = (machine: any GuestMachine, memory: GuestMemory)

  /// Without virtualization; `nil` when the host has no memory.
  public static func native<Guest: MachineFormat>(
    _ shape: MachineShape, _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: 0, on: seat) else { return nil }
    let mmu = NativeMMU(
      tlb: storage.tlb(hasWalkCaches: true), walker: walker(guest, storage.guest), slots: storage.slots)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With a TLB that the guest's kernel fills.
  public static func softwareTLB<Guest: MachineFormat>(
    _ shape: MachineShape, _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: 0, on: seat) else { return nil }
    let software = shape.softwareTLB.map {
      SetAssociativeTLB($0, words: storage.words($0.wordCount), payloads: storage.words($0.capacity))
    }
    let mmu = SoftwareTLBMMU(
      tlb: storage.tlb(), softwareTLB: software, walker: walker(guest, storage.guest), slots: storage.slots)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With a guest that calls its monitor.
  public static func paravirtual<Guest: MachineFormat>(
    _ shape: MachineShape, _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: 0, on: seat) else { return nil }
    let types = FrameTypes<Guest.Format>(
      slots: storage.slots, memory: storage.guest, rules: Guest.rules, types: storage.types())
    let mmu = ParavirtualMMU(
      tlb: storage.tlb(hasWalkCaches: true), walker: walker(guest, storage.guest), slots: storage.slots, types: types)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  private static func walker<Guest: MachineFormat>(
    _ guest: Guest.Type, _ memory: GuestMemory
  ) -> PageWalker<Guest.Format> {
    PageWalker(memory: memory, root: GPA(0), rules: Guest.rules)
  }

  /// With a second stage.
  public static func nested<Guest: MachineFormat>(
    _ shape: MachineShape, _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: secondStageFrames(shape), on: seat) else {
      return nil
    }
    let second = secondStage(shape, storage, guest, after: shape.tableFrames)
    let mmu = NestedPaging<Guest.Format, Guest.Stage2>(
      tlb: storage.tlb(), root: GPA(0), rules: Guest.rules, stage2: second, caches: storage.caches(Guest.Format.self))
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// Frames for a second stage of pages of 4 KiB.
  private static func secondStageFrames(_ shape: MachineShape) -> UInt64 {
    let frames = shape.tableFrames + shape.dataFrames
    return frames / 512 + frames / (512 * 512) + 64
  }

  /// An empty second stage in the machine's frames from `first` on; its root takes up to four, aligned.
  private static func secondStage<Guest: MachineFormat>(
    _ shape: MachineShape, _ storage: MachineStorage, _ guest: Guest.Type, after first: UInt64
  ) -> SecondStage<Guest.Stage2> {
    let root = (first + 3) & ~3
    var second = SecondStage<Guest.Stage2>(
      walker: PageWalker(memory: storage.machine, root: HPA(root << 12), rules: Guest.stage2Rules),
      slots: storage.slots, pageSize: shape.hostPageSize, pool: storage.pool(from: root + 4),
      nestedCapacity: shape.nestedTLB,
      nested: storage.nestedWords(SecondStage<Guest.Stage2>.nestedWordCount(capacity: shape.nestedTLB)),
      caches: storage.caches(Guest.Stage2.self))
    second.tag(by: storage.tag)
    return second
  }

  /// With shadow tables down to a switch, and a second stage below it.
  ///
  /// - Parameter rootCache: how many roots hardware loads without an exit.
  public static func agile<Guest: MachineFormat>(
    _ shape: MachineShape, options: AgileOptions = AgileOptions(), rootCache: Int = 0,
    _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> Made? {
    let indexBits = Guest.Format.indexBits
    let shadowFrames = shape.tableFrames * AgileStorage.framesPerTable(indexBits: indexBits)
    guard
      let storage = MachineStorage(shape, monitorFrames: shadowFrames + secondStageFrames(shape), on: seat)
    else {
      return nil
    }
    let agile = storage.agile(firstTable: shape.tableFrames, indexBits: indexBits, rootCache: rootCache)
    let mmu = AgilePaging<Guest.Format, Guest.Stage2>(
      tlb: storage.tlb(), root: GPA(0), rules: Guest.rules,
      stage2: secondStage(shape, storage, guest, after: shape.tableFrames + shadowFrames),
      caches: storage.caches(Guest.Format.self), storage: agile, options: options)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With shadow tables under a policy.
  public static func shadow<Guest: MachineFormat, Policy: SyncPolicy>(
    _ shape: MachineShape, _ policy: Policy.Type, options: ShadowOptions = ShadowOptions(),
    _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> Made? {
    let capacity = ShadowCapacity(
      pages: Int(shape.tableFrames), guestFrames: Int(shape.tableFrames + shape.dataFrames), slots: 2, snapshots: 64)
    guard let storage = MachineStorage(shape, monitorFrames: 0, on: seat),
      let buffers = ShadowBuffers(guestFrames: Int(shape.tableFrames), capacity: capacity)
    else { return nil }
    let processor = ShadowProcessor<Guest.Shadow>(
      tlb: buffers.tlb(entries: 1), roots: buffers.rootStorage(), rules: Guest.shadowRules, format: Guest.Format.code,
      mode: Guest.shadowMode)
    let owner =
      ShadowOwner(storage, buffers, .init(walker: walker(guest, buffers.guest), shadow: processor))
      as ShadowOwner<Guest, Policy>
    var pager = buffers.pager(Guest.Shadow.self, policy, options: options)
    // The pager's own tables are the machine's first frames.
    let tables = MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(1 << 20), frameCount: shape.tableFrames)
    let refusals = [pager.insertSlot(tables), pager.insertSlot(storage.slots.all[1], frames: seat.frames)]
    precondition(refusals == [nil, nil], "an empty pager takes slots that do not overlap")
    let mmu = ShadowPaging(
      ShadowMMU<Guest.Format, Guest.Shadow, Policy>(pager: pager, processors: owner.processors),
      tlb: storage.tlbInPlace(hasWalkCaches: true))
    return (TechniqueMachine(mmu, owning: owner), buffers.guest)
  }
}

/// What a guest under shadow paging lives in.
private final class ShadowOwner<Guest: MachineFormat, Policy: SyncPolicy> {
  typealias Processor = ShadowMMU<Guest.Format, Guest.Shadow, Policy>.Processor

  let processors: UnsafeMutableBufferPointer<Processor>
  private let storage: MachineStorage
  private let buffers: ShadowBuffers

  init(_ storage: MachineStorage, _ buffers: ShadowBuffers, _ processor: Processor) {
    self.storage = storage
    self.buffers = buffers
    processors = .allocate(capacity: 1)
    processors.initialize(repeating: processor)
  }

  deinit { processors.deallocate() }
}
