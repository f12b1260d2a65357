/// An emulator's software TLB: direct-mapped, 4 KiB a slot, a host addend in each entry.
///
/// Address space, permission and dirtiness are folded into one comparison, so a hit is one branch:
///
/// ```text
///  ((tag ^ key) & tagMask) | (denied & access) == 0        hpa = gva + addend
/// ```
///
/// A large page enters one 4 KiB piece at a time; ``invalidate(_:asid:)`` finds all of its pieces.
public struct DirectMappedTLB: InvalidatableTLB {
  /// The bits of a tag that hold the ASID.
  static var asidMask: UInt64 { PageSize.kib4.offsetMask }

  /// Entries say which classes of access they permit.
  public static var keepsDecisions: Bool { true }

  private let entries: UnsafeMutablePointer<TLBEntry>
  private let indexMask: UInt64
  private var holdsLargePages = false

  /// A TLB in the caller's storage, empty.
  ///
  /// - Parameter storage: a power of two of entries.
  public init(storage: UnsafeMutableBufferPointer<TLBEntry>) {
    precondition(storage.count > 0 && storage.count & (storage.count - 1) == 0, "entries: a power of two")
    entries = storage.baseAddress.unsafelyUnwrapped
    indexMask = UInt64(storage.count - 1)
    flushAll()
  }

  /// The number of entries.
  public var capacity: Int { Int(indexMask) + 1 }

  /// The host address of an access, or `nil` when it must be walked: absent, forbidden, or a store to a clean page.
  @inline(__always)
  public func lookup(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> HPA? {
    let entry = slot(of: gva)
    let key = gva.rawValue & ~Self.asidMask | UInt64(asid.rawValue)
    let differs = (entry.pointee.tag ^ key) & entry.pointee.tagMask
    let denied = UInt64(entry.pointee.denied.rawValue & access.asSet.rawValue)
    guard differs | denied == 0 else { return nil }
    return HPA(gva.rawValue &+ entry.pointee.addend)
  }

  /// Remembers a translation, in place of whatever shared its slot.
  ///
  /// - Parameters:
  ///   - hpa: the host address of the access at `gva`.
  ///   - isHostReadOnly: whether the host forbids stores, whatever the guest's tables say.
  public mutating func fill<Space: AddressSpace>(
    _ gva: GVA, _ translation: Translation<Space>, hpa: HPA, isHostReadOnly: Bool, asid: ASID
  ) {
    var permitted = translation.permitted
    if isHostReadOnly || !translation.isDirty { permitted = permitted.subtracting(.stores) }
    if translation.pageSize > .kib4 { holdsLargePages = true }
    let tagMask = translation.isGlobal ? ~Self.asidMask : ~0
    slot(of: gva).pointee = TLBEntry(
      tag: (gva.rawValue & ~Self.asidMask | UInt64(asid.rawValue)) & tagMask, tagMask: tagMask,
      addend: hpa.rawValue &- gva.rawValue, denied: AccessClassSet.all.subtracting(permitted),
      pageSize: translation.pageSize)
  }

  /// Drops what maps an address in one address space, or globally: x86's INVLPG.
  ///
  /// Source: Intel SDM vol. 3A, section "Operations that Invalidate TLBs and Paging-Structure Caches".
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    guard holdsLargePages else {
      drop(slot(of: gva), ifItMaps: gva, asid)
      return
    }
    for index in 0..<capacity { drop(entries + index, ifItMaps: gva, asid) }
  }

  /// Drops what maps an address in one address space and is not global: x86's INVPCID type 0.
  public mutating func invalidateNonGlobal(_ gva: GVA, asid: ASID) {
    dropEach(at: gva) { !$0.isGlobal && $0.tag & Self.asidMask == UInt64(asid.rawValue) }
  }

  /// Drops what maps an address in any address space, or globally.
  public mutating func invalidate(_ gva: GVA) { dropEach(at: gva) { _ in true } }

  /// Drops every entry of one address space that is not global.
  public mutating func flush(asid: ASID) {
    dropEach {
      Int64(bitPattern: ($0.tag ^ UInt64(asid.rawValue)) & Self.asidMask)
    } where: {
      !$0.isGlobal && $0.tag & Self.asidMask == UInt64(asid.rawValue)
    }
  }

  /// Drops every entry that is not global: a CR3 load without PCIDs.
  public mutating func flushNonGlobal() {
    dropEach(in: entries..<(entries + capacity)) { !$0.isGlobal }
  }

  /// Drops everything.
  public mutating func flushAll() {
    for index in 0..<capacity { entries[index] = .empty }
    holdsLargePages = false
  }

  /// Whether everything that it holds of one address space, pages of 4 KiB or pieces of larger ones, passes a test.
  func allSatisfy(asid: ASID, _ test: (GVA, HPA, AccessClassSet) -> Bool) -> Bool {
    for index in 0..<capacity
    where entries[index].isValid && entries[index].tag & Self.asidMask == UInt64(asid.rawValue) {
      let gva = GVA(entries[index].tag & ~Self.asidMask)
      let permitted = AccessClassSet.all.subtracting(entries[index].denied)
      if !test(gva, HPA(gva.rawValue &+ entries[index].addend), permitted) { return false }
    }
    return true
  }

  @inline(__always)
  private func slot(of gva: GVA) -> UnsafeMutablePointer<TLBEntry> {
    entries + Int(truncatingIfNeeded: gva.frame.rawValue & indexMask)
  }

  private func drop(_ entry: UnsafeMutablePointer<TLBEntry>, ifItMaps gva: GVA, _ asid: ASID) {
    let page = GVA(entry.pointee.tag).aligned(to: entry.pointee.pageSize)
    let isInSpace = entry.pointee.isGlobal || entry.pointee.tag & Self.asidMask == UInt64(asid.rawValue)
    guard entry.pointee.isValid, isInSpace, page == gva.aligned(to: entry.pointee.pageSize) else { return }
    entry.pointee = .empty
  }

  /// Drops what maps an address and passes a test: one slot to look into, or all while there are pieces of large pages.
  @inline(__always)
  private func dropEach(at gva: GVA, where isDropped: (TLBEntry) -> Bool) {
    let first = holdsLargePages ? entries : slot(of: gva)
    for index in 0..<(holdsLargePages ? capacity : 1) {
      let entry = first[index]
      let isOfPage = GVA(entry.tag).aligned(to: entry.pageSize) == gva.aligned(to: entry.pageSize)
      if entry.isValid && isOfPage && isDropped(entry) { first[index] = .empty }
    }
  }

  /// Drops what passes a test; a `difference` of zero says that an entry may, a positive one that it does not.
  ///
  /// Groups of eight are looked at without a branch for each entry: few are dropped, and how fast a loop of many branches is
  /// depends on where its code lies. A difference of zero alone is negative when one is taken away.
  @inline(__always)
  private func dropEach(withoutDifference difference: (TLBEntry) -> Int64, where isDropped: (TLBEntry) -> Bool) {
    var first = entries
    let end = first + capacity
    while end - first >= 8 {
      var signs: Int64 = 0
      for index in 0..<8 { signs |= difference(first[index]) &- 1 }
      if signs < 0 { dropEach(in: first..<(first + 8), where: isDropped) }
      first += 8
    }
    dropEach(in: first..<end, where: isDropped)
  }

  @inline(__always)
  private func dropEach(in some: Range<UnsafeMutablePointer<TLBEntry>>, where isDropped: (TLBEntry) -> Bool) {
    for entry in some where isDropped(entry.pointee) { entry.pointee = .empty }
  }
}
