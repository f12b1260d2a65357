/// The hot operations in loops of their own, each step depending on the last: what benchmarks time.
///
/// They are monomorphic and stand in this module, so that everything generic in them is specialised.
public enum ChainEntryPoints {
  /// Goes on along a chain by `count` walks.
  ///
  /// - Parameter gpa: the guest physical address that the walk before gave; 0 at the chain's beginning.
  /// - Returns: the last walk's guest physical address, or `nil` after a fault.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<X86Long4>, along chain: WalkChain, after gpa: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? {
    var walker = walker
    var gpa = gpa
    for _ in 0..<count {
      walker.root = chain.root(after: gpa)
      guard case .mapped(let translation) = walker.walk(chain.next(after: gpa), access) else { return nil }
      gpa = translation.address
    }
    return gpa
  }

  /// Walks a batch of addresses side by side.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<X86Long4>, batch: UnsafeBufferPointer<GVA>, _ access: GuestAccess,
    outcomes: UnsafeMutableBufferPointer<WalkOutcome<GuestPhysical>>
  ) { walker.walk(batch: batch, access, outcomes: outcomes) }

  /// Walks `count` times into absent leaves; the level of each fault goes into the next address.
  ///
  /// - Parameter pageMask: the bits in which addresses differ from `start`.
  /// - Returns: the last address's distance from `start`.
  @inline(never)
  public static func walkIntoFaults(
    _ walker: PageWalker<X86Long4>, from start: GVA, pageMask: UInt64, _ access: GuestAccess, count: Int
  ) -> UInt64 {
    var offset: UInt64 = 0
    for _ in 0..<count {
      guard case .fault(let fault) = walker.walk(start.advanced(by: offset), access) else { continue }
      offset = (offset &+ fault.level.rawValue &<< 15) & pageMask
    }
    return offset
  }

  /// Looks up `count` times, each address being the last lookup's result.
  ///
  /// - Returns: the last address, or `nil` after a miss.
  @inline(never)
  public static func lookup(
    _ tlb: DirectMappedTLB, from start: GVA, _ access: GuestAccess, asid: ASID, count: Int
  ) -> GVA? {
    var gva = start
    for _ in 0..<count {
      guard let hpa = tlb.lookup(gva, access, asid: asid) else { return nil }
      gva = GVA(hpa.rawValue)
    }
    return gva
  }

  /// Looks up `count` times in the model of a hardware TLB whose payloads are the next addresses.
  ///
  /// - Returns: the last address, or `nil` after a miss.
  @inline(never)
  public static func lookup(
    _ tlb: inout SetAssociativeTLB<GVA>, from start: GVA, asid: ASID, count: Int
  ) -> GVA? {
    var gva = start
    for _ in 0..<count {
      guard let next = tlb.lookup(gva, asid: asid) else { return nil }
      gva = next
    }
    return gva
  }

  /// Accesses `count` pages of which each misses the TLB and is walked, resolved and filled.
  ///
  /// - Parameter chain: leads from each page's frame to the next page; its address spaces are not switched.
  /// - Returns: the last address, or `nil` where an access reached no memory.
  @inline(never)
  public static func missAndFill(
    _ mmu: inout NativeMMU<X86Long4, DirectMappedTLB>, along chain: WalkChain, from start: GVA, _ access: GuestAccess,
    count: Int
  ) -> GVA? {
    var gva = start
    for _ in 0..<count {
      guard case .memory(let hpa) = mmu.access(gva, access) else { return nil }
      gva = chain.next(after: GPA(hpa.rawValue))
    }
    return gva
  }

  /// Invalidates `count` pages in turn, one after the other from `start`.
  @inline(never)
  public static func invalidatePages(_ tlb: inout DirectMappedTLB, from start: GVA, asid: ASID, count: Int) {
    var gva = start
    for _ in 0..<count {
      tlb.invalidate(gva, asid: asid)
      gva = gva.advanced(by: PageSize.kib4.byteCount)
    }
  }

  /// Flushes one address space `count` times.
  @inline(never)
  public static func flushSpace(_ tlb: inout DirectMappedTLB, asid: ASID, count: Int) {
    for _ in 0..<count { tlb.flush(asid: asid) }
  }

  /// Flushes everything `count` times.
  @inline(never)
  public static func flushAll(_ tlb: inout DirectMappedTLB, count: Int) {
    for _ in 0..<count { tlb.flushAll() }
  }
}

extension TLBHierarchy {
  /// `run` with every page found at once.
  @inline(never)
  public mutating func runWithoutWalks(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    var handler = NoWalk()
    _ = run(accesses, onMiss: &handler)
  }

  /// `runData` with every page found at once.
  @inline(never)
  public mutating func runDataWithoutWalks(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    var handler = NoWalk()
    _ = runData(accesses, onMiss: &handler)
  }
}
