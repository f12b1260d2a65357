import MMUCore

/// The machine of the textbook's figure on the virtualization of memory: an address space of four pages, three of them mapped, and a
/// monitor's map of three frames.
///
/// VPN 0 leads to PFN 10 and MFN 5, VPN 2 to PFN 3 and MFN 6, VPN 3 to PFN 8 and MFN 10. Without a monitor a frame is where the
/// operating system thinks. Addresses have 32 bits, VPNs 20; the operating system's table is 32-bit x86's, of two levels.
///
/// Source: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B, figure B.1.
public final class TextbookMachine {
  /// The operating system's page table.
  public static let pageTable: [(vpn: UInt64, pfn: UInt64)] = [(0, 10), (2, 3), (3, 8)]
  /// The monitor's.
  public static let machineMap: [(pfn: UInt64, mfn: UInt64)] = [(3, 6), (8, 10), (10, 5)]

  /// The frames of the operating system's own tables, behind those of the figure.
  private static let tables: (root: UInt64, leaf: UInt64) = (16, 17)
  private static let geometry = TLBGeometry(sets: 4, ways: 4)

  private let memory: MappedBuffer
  private let slotStorage = UnsafeMutableBufferPointer<MemorySlot>.allocate(capacity: 4)
  private let words: UnsafeMutableBufferPointer<UInt64>

  /// The machine; `nil` when the host has no memory.
  public init?() {
    guard let memory = MappedBuffer(byteCount: 18 << 12) else { return nil }
    self.memory = memory
    let count = HardwareTLB.wordCount(Self.geometry, Self.geometry) + Self.geometry.wordCount + Self.geometry.capacity
    words = .allocate(capacity: count)
  }

  deinit {
    slotStorage.deallocate()
    words.deallocate()
  }

  // MARK: Flows

  /// Lets a flow happen on a machine that was just started, and answers its steps.
  public func steps(of flow: TextbookFlow) -> [FlowRecord] {
    start()
    return withUnsafeTemporaryAllocation(of: FlowRecord.self, capacity: 64) { storage in
      var log = FlowLog(storage: storage)
      switch flow {
      case .systemCall: callSystem(isMonitored: false, &log)
      case .systemCallMonitored: callSystem(isMonitored: true, &log)
      case .tlbMiss: missTLB(isMonitored: false, &log)
      case .tlbMissMonitored: missTLB(isMonitored: true, &log)
      case .tlbMissRemembered: missTLBAgain(&log)
      case .tlbMissByHardware: missTLBOfHardware(&log)
      case .pageFault: faultOnPage(isMonitored: false, &log)
      case .pageFaultMonitored: faultOnPage(isMonitored: true, &log)
      }
      return Array(log.records)
    }
  }

  private static let load = GuestAccess(.load, .user)

  private func callSystem(isMonitored: Bool, _ log: inout FlowLog) {
    var mmu = softwareFilled(isMonitored: isMonitored)
    mmu.enterKernel(.systemCall, observer: &log)
    mmu.leaveKernel(observer: &log)
  }

  private func missTLB(isMonitored: Bool, _ log: inout FlowLog) {
    var mmu = softwareFilled(isMonitored: isMonitored)
    _ = mmu.access(GVA(0), Self.load, observer: &log)
  }

  /// Another page has taken the entry's place in the processor's TLB, not in the monitor's.
  private func missTLBAgain(_ log: inout FlowLog) {
    var mmu = softwareFilled(isMonitored: true, hasSoftwareTLB: true)
    _ = mmu.access(GVA(0), Self.load)
    mmu.tlb.flushAll()
    _ = mmu.access(GVA(0), Self.load, observer: &log)
  }

  private func missTLBOfHardware(_ log: inout FlowLog) {
    var mmu = NativeMMU(tlb: tlb(), walker: walker, slots: slots(isMonitored: false))
    _ = mmu.access(GVA(0), Self.load, observer: &log)
  }

  /// VPN 1 has no frame; the operating system gives it PFN 3, which VPN 2 shares.
  private func faultOnPage(isMonitored: Bool, _ log: inout FlowLog) {
    var mmu = softwareFilled(isMonitored: isMonitored)
    _ = mmu.access(GVA(1 << 12), Self.load, observer: &log)
    mmu.enterKernel(.pageFault, observer: &log)
    map(vpn: 1, to: 3)
    mmu.leaveKernel(observer: &log)
  }

  // MARK: Parts

  private var guest: GuestMemory { GuestMemory(memory.bytes) }

  private var walker: PageWalker<X86Legacy32> {
    PageWalker(memory: guest, root: GFN(Self.tables.root).address, rules: X86Legacy32Kernel.rules)
  }

  /// Writes the operating system's page table.
  private func start() {
    memory.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    words.initialize(repeating: 0)
    guest.storeEntry(
      X86Legacy32Kernel.table(GFN(Self.tables.leaf).address), at: GFN(Self.tables.root).address,
      X86Legacy32.entrySize)
    for (vpn, pfn) in Self.pageTable { map(vpn: vpn, to: pfn) }
  }

  private func map(vpn: UInt64, to pfn: UInt64) {
    let entry = X86Legacy32Kernel.page(GFN(pfn).address, at: .leaf, [.user, .write])
    let place = GFN(Self.tables.leaf).address.advanced(by: vpn * UInt64(X86Legacy32.entrySize.rawValue))
    guest.storeEntry(entry, at: place, X86Legacy32.entrySize)
  }

  /// The monitor's map, or every frame where the operating system thinks.
  private func slots(isMonitored: Bool) -> MemorySlots {
    var slots = MemorySlots(storage: slotStorage)
    for (pfn, mfn) in Self.machineMap {
      let frame = HFN(isMonitored ? mfn : pfn)
      let refusal = slots.insert(MemorySlot(firstGuestFrame: GFN(pfn), firstHostFrame: frame, frameCount: 1))
      precondition(refusal == nil, "three frames apart")
    }
    return slots
  }

  private func softwareFilled(isMonitored: Bool, hasSoftwareTLB: Bool = false) -> SoftwareTLBMMU<X86Legacy32> {
    SoftwareTLBMMU(
      tlb: tlb(), softwareTLB: hasSoftwareTLB ? softwareTLB() : nil, walker: walker,
      slots: slots(isMonitored: isMonitored), isMonitored: isMonitored)
  }

  private func tlb() -> HardwareTLB {
    let count = HardwareTLB.wordCount(Self.geometry, Self.geometry)
    return HardwareTLB(Self.geometry, Self.geometry, words: UnsafeMutableBufferPointer(rebasing: words[..<count]))
  }

  private func softwareTLB() -> SetAssociativeTLB<UInt64> {
    let start = HardwareTLB.wordCount(Self.geometry, Self.geometry)
    let middle = start + Self.geometry.wordCount
    return SetAssociativeTLB(
      Self.geometry, words: UnsafeMutableBufferPointer(rebasing: words[start..<middle]),
      payloads: UnsafeMutableBufferPointer(rebasing: words[middle...]))
  }
}
