import MMUCore

/// Builds virtual machines with guests of 4-level x86 tables, one a technique.
public enum MachineFactory {
  /// A machine and the memory of its guest's tables.
  public typealias Made = (machine: any GuestMachine, memory: GuestMemory)

  private static let controls = X86Controls.writeProtect | .noExecute
  private static let rules = X86Rules(controls: controls)

  /// Without virtualization; `nil` when the host has no memory.
  public static func native(_ shape: MachineShape) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: 0) else { return nil }
    let walker = PageWalker<X86Long4>(memory: storage.guest, root: GPA(0), rules: rules)
    let mmu = NativeMMU(tlb: storage.tlb(), walker: walker, slots: storage.slots)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With a TLB that the guest's kernel fills.
  public static func softwareTLB(_ shape: MachineShape) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: 0) else { return nil }
    let walker = PageWalker<X86Long4>(memory: storage.guest, root: GPA(0), rules: rules)
    let software = shape.softwareTLB.map {
      SetAssociativeTLB($0, words: storage.words($0.wordCount), payloads: storage.words($0.capacity))
    }
    let mmu = SoftwareTLBMMU(tlb: storage.tlb(), softwareTLB: software, walker: walker, slots: storage.slots)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With a guest that calls its monitor.
  public static func paravirtual(_ shape: MachineShape) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: 0) else { return nil }
    let walker = PageWalker<X86Long4>(memory: storage.guest, root: GPA(0), rules: rules)
    let types = FrameTypes<X86Long4>(
      slots: storage.slots, memory: storage.guest, rules: rules, types: storage.types())
    let mmu = ParavirtualMMU(tlb: storage.tlb(), walker: walker, slots: storage.slots, types: types)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With extended page tables.
  public static func nested(_ shape: MachineShape) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: secondStageFrames(shape)) else { return nil }
    let second = secondStage(shape, storage, first: shape.tableFrames)
    let mmu = NestedPaging<X86Long4, EPT>(
      tlb: storage.tlb(), root: GPA(0), rules: rules, stage2: second, caches: storage.caches(X86Long4.self))
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// Frames for a second stage of pages of 4 KiB.
  private static func secondStageFrames(_ shape: MachineShape) -> UInt64 {
    let frames = shape.tableFrames + shape.dataFrames
    return frames / 512 + frames / (512 * 512) + 64
  }

  /// An empty second stage whose root is the machine's frame `first`, and whose tables are those after it.
  private static func secondStage(
    _ shape: MachineShape, _ storage: MachineStorage, first: UInt64
  ) -> SecondStage<EPT> {
    let eptRules = EPT.Rules(controls: .mib2Pages | .gib1Pages | .accessedDirty)
    return SecondStage<EPT>(
      walker: PageWalker(memory: storage.machine, root: HPA(first << 12), rules: eptRules), slots: storage.slots,
      pageSize: shape.hostPageSize, pool: storage.pool(from: first + 1), nestedCapacity: shape.nestedTLB,
      nested: storage.words(SecondStage<EPT>.nestedWordCount(capacity: shape.nestedTLB)),
      caches: storage.caches(EPT.self))
  }

  /// With shadow tables down to a switch, and extended page tables below it.
  ///
  /// - Parameter rootCache: how many roots hardware loads without an exit.
  public static func agile(
    _ shape: MachineShape, options: AgileOptions = AgileOptions(), rootCache: Int = 0
  ) -> Made? {
    guard let storage = MachineStorage(shape, monitorFrames: shape.tableFrames + secondStageFrames(shape)) else {
      return nil
    }
    let agile = storage.agile(firstTable: shape.tableFrames, rootCache: rootCache)
    let mmu = AgilePaging<EPT>(
      tlb: storage.tlb(), root: GPA(0), rules: rules,
      stage2: secondStage(shape, storage, first: 2 * shape.tableFrames), caches: storage.caches(X86Long4.self),
      storage: agile, options: options)
    return (TechniqueMachine(mmu, owning: storage), storage.guest)
  }

  /// With shadow tables under a policy.
  public static func shadow<Policy: SyncPolicy>(
    _ shape: MachineShape, _ policy: Policy.Type, options: ShadowOptions = ShadowOptions()
  ) -> Made? {
    let capacity = ShadowCapacity(
      pages: Int(shape.tableFrames), guestFrames: Int(shape.tableFrames + shape.dataFrames), slots: 2, snapshots: 64)
    guard let storage = MachineStorage(shape, monitorFrames: 0),
      let buffers = ShadowBuffers(guestFrames: Int(shape.tableFrames), capacity: capacity)
    else { return nil }
    let walker = PageWalker<X86Long4>(memory: buffers.guest, root: GPA(0), rules: rules)
    let processor = ShadowProcessor<X86Shadow4>(
      tlb: buffers.tlb(entries: 1), roots: buffers.rootStorage(), rules: X86Shadow4.rules(under: controls),
      format: .x86Long4, mode: .writeProtect | .noExecute | .hardwareAccessedDirty)
    let owner = ShadowOwner(storage, buffers, .init(walker: walker, shadow: processor)) as ShadowOwner<Policy>
    var pager = buffers.pager(X86Shadow4.self, policy, options: options)
    // The pager's own tables are the machine's first frames.
    let tables = MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(1 << 20), frameCount: shape.tableFrames)
    for slot in [tables, storage.slots.all[1]] {
      let refusal = pager.insertSlot(slot)
      precondition(refusal == nil, "an empty pager takes slots that do not overlap")
    }
    let mmu = ShadowPaging(
      ShadowMMU<X86Long4, X86Shadow4, Policy>(pager: pager, processors: owner.processors), tlb: storage.tlbInPlace())
    return (TechniqueMachine(mmu, owning: owner), buffers.guest)
  }
}

/// What a guest under shadow paging lives in.
private final class ShadowOwner<Policy: SyncPolicy> {
  typealias Processor = ShadowMMU<X86Long4, X86Shadow4, Policy>.Processor

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
