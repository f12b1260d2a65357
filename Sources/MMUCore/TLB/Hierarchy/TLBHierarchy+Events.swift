// What happens between accesses: switches and invalidations.

extension TLBHierarchy {
  /// Does what an event says.
  public mutating func apply(_ event: MemoryAccess.Event) {
    forgetLatest()
    unfinished = 0
    switch event {
    case .switchSpace(let asid): switchSpace(asid)
    case .switchMachine(let machine): switchMachine(machine)
    case .invalidate(let gva): invalidate(gva)
    case .flushSpace(let asid): flush(asid)
    case .flushNonGlobal: flushNonGlobal()
    case .flushAll: dropAll()
    }
  }

  /// Drops everything from every level: what a CR3 load does where nothing is tagged or global.
  public mutating func flushAll() { apply(.flushAll) }

  private mutating func switchSpace(_ asid: ASID) {
    space = asid
    if !shape.tagging.contains(.asids) { flushNonGlobal() }
    renewTags()
  }

  private mutating func switchMachine(_ number: UInt16) {
    machine = number
    if !shape.tagging.contains(.vpids) { dropAll() }
    renewTags()
  }

  private mutating func dropAll() {
    for number in 0..<shape.arrayCount { arrays[number].tlb.flushAll() }
    buffer.flushAll()
  }

  private mutating func flushNonGlobal() {
    let tags = tags
    let machine = machine
    let isTagged = shape.tagging.contains(.vpids)
    dropEach { !$0.isGlobal && (!isTagged || tags.machine(of: $0.asid) == machine) }
  }

  private mutating func flush(_ asid: ASID) {
    guard let tag = tag(of: asid) else { return }
    dropEach { !$0.isGlobal && $0.asid == tag }
  }

  /// The tag of an address space of the current machine, if entries of it may be there.
  private func tag(of asid: ASID) -> ASID? {
    guard shape.tagging.contains(.asids) else { return asid == space ? spaceTag : nil }
    guard shape.tagging.contains(.vpids) else { return asid }
    return tags.tag(of: TLBTags.pair(machine, UInt32(asid.rawValue)))
  }

  private mutating func invalidate(_ gva: GVA) {
    var sizes = shape.sizes
    while sizes != .none {
      let size = sizes.smallest
      sizes = sizes.withoutSmallest
      for bits in 0..<2 {
        let translation = TLBTranslation(gva: gva, size: size, space: bits == 0 ? spaceBits : globalBits)
        for number in 0..<shape.arrayCount where shape[number].sizes.contains(size) {
          arrays[number].drop(translation.key(pairShift: arrays[number].pairShift))
        }
        if let way = buffer.findWay(of: translation.key(pairShift: 0), in: 0) { buffer.clear(.init(set: 0, way: way)) }
      }
    }
  }

  @inline(__always)
  private mutating func dropEach(where isDropped: (TLBKey) -> Bool) {
    for number in 0..<shape.arrayCount { arrays[number].tlb.clearEach(where: isDropped) }
    buffer.clearEach(where: isDropped)
  }

  // MARK: Tags

  /// Finds the tags of the current machine and address space.
  mutating func renewTags() {
    let hasGlobals = shape.tagging.contains(.globalUpperHalf)
    spaceTag = shape.tagging.contains(.asids) ? space : ASID(0)
    globalTag = ASID(0)
    if shape.tagging.contains(.vpids) {
      spaceTag = takeTag(TLBTags.pair(machine, UInt32(spaceTag.rawValue)), sparing: nil)
      if hasGlobals { globalTag = takeTag(TLBTags.pair(machine, TLBTags.globalSpace), sparing: spaceTag) }
    }
    spaceBits = UInt64(spaceTag.rawValue) &<< 7
    globalBits = hasGlobals ? TLBKey.globalBit | UInt64(globalTag.rawValue) &<< 7 : spaceBits
  }

  /// The tag of a pair. Where all are taken, it is another pair's, whose entries go.
  private mutating func takeTag(_ pair: UInt32, sparing inUse: ASID?) -> ASID {
    if let tag = tags.tag(of: pair) ?? tags.take(for: pair) { return tag }
    let tag = tags.reuse(for: pair, sparing: inUse)
    dropEach { $0.asid == tag }
    return tag
  }
}
