import MMUCore

/// The memory that a shadow pager and its processors live in, from the host: guest memory, shadow tables, books, TLBs.
///
/// It must outlive everything that was made from it.
public final class ShadowBuffers {
  /// How much the pager can hold.
  public let capacity: ShadowCapacity
  /// The guest's memory, zeros at first.
  public let guest: GuestMemory
  /// The machine's memory, as far as it holds shadow tables: frames from 0 on.
  public let machine: MachineMemory
  private let guestBuffer: MappedBuffer
  private let machineBuffer: MappedBuffer
  private let storageBuffer: MappedBuffer
  private var tlbs: [UnsafeMutableBufferPointer<TLBEntry>] = []
  private var roots: [UnsafeMutableBufferPointer<ShadowRoot>] = []

  /// Takes the memory; `nil` when the host has none left.
  ///
  /// - Parameter prefersHugePages: asks for transparent huge pages, so that where memory lies on the host is the same in every
  ///   process, to 2 MiB. They are taken whole, so that sparse tables would take much memory.
  public init?(guestFrames: Int, capacity: ShadowCapacity, prefersHugePages: Bool = false) {
    func take(_ byteCount: Int) -> MappedBuffer? {
      MappedBuffer(byteCount: byteCount, prefersHugePages: prefersHugePages)
    }
    guard let guestBuffer = take(guestFrames * 4096), let machineBuffer = take(capacity.pages * 4096),
      let storage = take(ShadowStorage.byteCount(for: capacity))
    else { return nil }
    self.capacity = capacity
    self.guestBuffer = guestBuffer
    self.machineBuffer = machineBuffer
    storageBuffer = storage
    guest = GuestMemory(guestBuffer.bytes)
    machine = MachineMemory(machineBuffer.bytes)
  }

  deinit {
    for tlb in tlbs { tlb.deallocate() }
    for root in roots { root.deallocate() }
  }

  /// The pager's books.
  public var storage: ShadowStorage { ShadowStorage(capacity, in: storageBuffer.bytes) }

  /// The pager; there can be only one at a time.
  public func pager<Host: ShadowHostFormat, Policy: SyncPolicy>(
    _ host: Host.Type, _ policy: Policy.Type, options: ShadowOptions = ShadowOptions()
  ) -> ShadowPager<Host, Policy> {
    ShadowPager(
      guest: guest, machine: machine, storage: storage, options: options)
  }

  /// A TLB of a power of two of entries.
  public func tlb(entries: Int) -> DirectMappedTLB {
    let entries = UnsafeMutableBufferPointer<TLBEntry>.allocate(capacity: entries)
    tlbs.append(entries)
    return DirectMappedTLB(storage: entries)
  }

  /// Room for the roots that one processor holds.
  public func rootStorage() -> UnsafeMutableBufferPointer<ShadowRoot> {
    let storage = UnsafeMutableBufferPointer<ShadowRoot>.allocate(capacity: 4)
    roots.append(storage)
    return storage
  }
}
