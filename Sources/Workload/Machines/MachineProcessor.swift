import MMUCore

/// A processor on which virtual machines take turns: what it caches of all of them, and their tags. All of its machines are of one
/// technique and one shape.
public final class MachineProcessor {
  /// Whether what is cached bears the machine's tag, so that a world switch flushes nothing (VPID, VMID).
  public let isTagged: Bool

  private var parts: [UnsafeMutableBufferPointer<UInt64>] = []
  private var tlb: HardwareTLB?
  private var caches: [ObjectIdentifier: Any] = [:]
  private var nested: UnsafeMutableBufferPointer<UInt64>?
  private var returnedTags: [MachineTag] = []
  private var nextTag: UInt16 = 1

  /// A processor without machines.
  public init(isTagged: Bool = false) { self.isTagged = isTagged }

  deinit { for part in parts { part.deallocate() } }

  /// Words that live as long as the processor.
  func words(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> {
    let part = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
    part.initialize(repeating: 0)
    parts.append(part)
    return part
  }

  // MARK: Tags

  /// A tag that no machine has; those given back are taken first. Without tags it is everybody's.
  func takeTag() -> MachineTag {
    guard isTagged else { return .host }
    if let tag = returnedTags.popLast() { return tag }
    precondition(nextTag <= MachineTag.highest.rawValue, "more machines than tags")
    defer { nextTag += 1 }
    return MachineTag(nextTag)
  }

  /// The machine of a tag is no more.
  func returnTag(_ tag: MachineTag) { if isTagged { returnedTags.append(tag) } }

  // MARK: What is cached

  /// The TLB, as a machine sees it; it holds nothing of the machine's that had the tag before.
  func tlb(_ tag: MachineTag, _ make: (MachineProcessor) -> HardwareTLB) -> HardwareTLB {
    let shared = tlb ?? make(self)
    tlb = shared
    var seen = shared.seen(by: tag)
    seen.flushAll()
    return seen
  }

  /// The walk caches of one dimension, as a machine sees them; they hold nothing of the machine's that had the tag before.
  func caches<Format: PagingFormat>(
    _ format: Format.Type, _ tag: MachineTag, _ make: (MachineProcessor) -> PagingStructureCaches<Format>
  ) -> PagingStructureCaches<Format> {
    let name = ObjectIdentifier(format)
    let shared = caches[name] as? PagingStructureCaches<Format> ?? make(self)
    caches[name] = shared
    let seen = shared.seen(by: tag)
    seen.flushAll()
    return seen
  }

  /// The words of the nested TLB, which is emptied when a machine is made.
  func nestedWords(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> {
    let shared = nested ?? words(count)
    nested = shared
    return shared
  }
}
