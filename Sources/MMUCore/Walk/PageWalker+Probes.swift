extension PageWalker {
  /// Asks the host's caches for the leaf entry that a walk of this address would read last, and waits for nothing but
  /// the tables above it. Sets no bit and reports no fault: it only makes a later walk quicker.
  @inline(__always)
  public func prefetchLeafEntry(for address: Input) {
    guard case .table(var position) = Format.begin(root, address, rules) else { return }
    while position.level > .leaf {
      let place = Format.entryAddress(in: position, for: address, rules)
      guard let entry = memory.loadEntry(at: place, Format.entrySize),
        case .table(let next) = Format.follow(entry, in: position, rules)
      else { return }
      position = next
    }
    memory.prefetch(Format.entryAddress(in: position, for: address, rules))
  }

  /// The rights at an address, whoever asks, and `nil` where it is not mapped. Sets no bit.
  @inline(never)
  public func rights(at address: Input) -> AccessRights? {
    guard case .table(var position) = Format.begin(root, address, rules) else { return nil }
    while true {
      let place = Format.entryAddress(in: position, for: address, rules)
      guard let entry = memory.loadEntry(at: place, Format.entrySize) else { return nil }
      switch Format.follow(entry, in: position, rules) {
      case .table(let next): position = next
      case .leaf(let leaf): return Format.rights(leaf.inherited, leaf.entry, rules)
      case .ended: return nil
      }
    }
  }
}
