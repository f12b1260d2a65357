// What kernels do to their page tables in bulk.

extension ShadowMMU {
  @inline(__always)
  private static var load: GuestAccess { GuestAccess(.load, .user) }
  @inline(__always)
  private static var store: GuestAccess { GuestAccess(.store, .user) }
  @inline(__always)
  private static var kernelStore: GuestAccess { GuestAccess(.store, .supervisor) }

  /// A kernel's store to a table that it sees at an address.
  @inline(__always)
  private mutating func put(_ entry: UInt64, _ gva: GVA) -> Bool {
    switch store(entry, byteCount: 8, at: gva, Self.kernelStore) {
    case .memory, .emulateWrite, .emulateAccess: true
    default: false
    }
  }

  mutating func protect(_ gva: GVA, _ window: GVA, _ count: Int) -> UInt64? {
    let root = processors[0].shadow.current.page
    var sum: UInt64 = 0
    for _ in 0..<count {
      guard case .memory = access(gva, Self.load), let first = pager.place(of: gva, under: root, at: .leaf) else {
        return nil
      }
      let table = pager.pages[first.page].gfn.address
      for page in 0..<512 as Range<UInt64> {
        guard let old = pager.guest.load(at: table.advanced(by: page &* 8)),
          put(old ^ Host.writeBit, window.advanced(by: page &* 8))
        else { return nil }
        invalidate(gva.advanced(by: page &<< 12))
      }
      for page in 0..<512 as Range<UInt64> {
        guard case .memory(let hpa) = access(gva.advanced(by: page &<< 12), Self.load) else { return nil }
        sum &+= hpa.rawValue
      }
    }
    return sum
  }
}

extension ShadowMMU where Guest.Root == GPA {
  mutating func fork(_ storm: ForkStorm, _ count: Int) -> UInt64? {
    var faults: UInt64 = 0
    for _ in 0..<count {
      for child in 0..<storm.children where !begin(child, storm) { return nil }
      for child in 0..<storm.children {
        guard let taken = live(child, storm), end(child, storm) else { return nil }
        faults &+= taken
      }
    }
    return faults
  }

  /// fork: the tables of a child, and the parent's pages no longer writable.
  private mutating func begin(_ child: UInt64, _ storm: ForkStorm) -> Bool {
    for page in 0..<storm.pages {
      let place = storm.leafTable.advanced(by: page &* 8)
      guard let entry = pager.guest.load(at: place) else { return false }
      let shared = entry & ~X86Bit.write
      if entry != shared {
        guard put(shared, storm.window.advanced(by: place.rawValue)) else { return false }
        invalidate(GVA(page &<< 12))
      }
      guard put(shared, seen(storm.table(3, of: child).advanced(by: page &* 8), storm)) else { return false }
    }
    guard let kernel = pager.guest.load(at: storm.parent.advanced(by: 256 * 8)) else { return false }
    let bits = X86Bit.present | X86Bit.write | X86Bit.user | X86Bit.accessed
    for level in 0..<3 as Range<UInt64> {
      let below = storm.table(level &+ 1, of: child).rawValue | bits
      guard put(below, seen(storm.table(level, of: child), storm)) else { return false }
    }
    guard put(kernel, seen(storm.table(0, of: child).advanced(by: 256 * 8), storm)) else { return false }
    return writeInParent(storm)
  }

  /// The parent goes on, and stores to pages that it now shares.
  private mutating func writeInParent(_ storm: ForkStorm) -> Bool {
    for page in 0..<storm.written {
      let place = storm.leafTable.advanced(by: page &* 8)
      guard case .fault = access(GVA(page &<< 12), Self.store), let entry = pager.guest.load(at: place),
        put(entry | X86Bit.write | X86Bit.dirty, storm.window.advanced(by: place.rawValue))
      else { return false }
      invalidate(GVA(page &<< 12))
      guard case .memory = access(GVA(page &<< 12), Self.store) else { return false }
    }
    return true
  }

  @inline(__always)
  private func seen(_ gpa: GPA, _ storm: ForkStorm) -> GVA { storm.window.advanced(by: gpa.rawValue) }

  /// The child runs: it reads its pages and writes some, each of which its kernel copies at the fault. How many faults it took.
  private mutating func live(_ child: UInt64, _ storm: ForkStorm) -> UInt64? {
    guard loadRoot(storm.table(0, of: child)) else { return nil }
    for page in 0..<storm.pages {
      guard case .memory = access(GVA(page &<< 12), Self.load) else { return nil }
    }
    var faults: UInt64 = 0
    for page in 0..<storm.written {
      guard case .fault = access(GVA(page &<< 12), Self.store) else { return nil }
      faults &+= 1
      let copy = storm.firstCopy.advanced(by: page &<< 12).rawValue
      let bits = X86Bit.present | X86Bit.write | X86Bit.user | X86Bit.accessed | X86Bit.dirty
      guard put(copy | bits, seen(storm.table(3, of: child).advanced(by: page &* 8), storm)) else { return nil }
      invalidate(GVA(page &<< 12))
      guard case .memory = access(GVA(page &<< 12), Self.store) else { return nil }
    }
    return faults
  }

  /// exit: the parent's tables are loaded, and the child's emptied.
  private mutating func end(_ child: UInt64, _ storm: ForkStorm) -> Bool {
    guard loadRoot(storm.parent) else { return false }
    for page in 0..<storm.pages {
      guard put(0, seen(storm.table(3, of: child).advanced(by: page &* 8), storm)) else { return false }
    }
    for level in 0..<3 as Range<UInt64> {
      guard put(0, seen(storm.table(level, of: child), storm)) else { return false }
    }
    return true
  }
}
