extension PageWalker {
  /// Asks the host's caches for the leaf entry that a walk of this address would read last, and waits for nothing but
  /// the tables above it. Sets no bit and reports no fault: it only makes a later walk quicker.
  @inline(__always)
  public func prefetchLeafEntry(for address: Input) {
    guard case .table(var position) = begin(address) else { return }
    while position.level > .leaf {
      let place = entryAddress(in: position, for: address)
      guard let entry = memory.loadEntry(at: place, Format.entrySize),
        case .table(let next) = Format.classify(entry, at: position.level, rules)
      else { return }
      position = Position(table: next, level: position.level.below, inherited: position.inherited)
    }
    memory.prefetch(entryAddress(in: position, for: address))
  }
}
