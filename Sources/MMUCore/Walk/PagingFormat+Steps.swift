// A walk's steps, wherever its entries are read from: ``PageWalker`` reads them from memory, ``NestedWalker`` through a
// second stage.

extension PagingFormat {
  /// The first table, as the root registers have it.
  @inline(__always)
  static func begin(_ root: Root, _ address: Address<Input>, _ rules: Rules) -> WalkStep<Output> {
    let level = rootLevel(rules)
    guard isCanonical(address, rules) else { return .ended(PageFault(.nonCanonical, at: level)) }
    switch rootTable(root, for: address, rules) {
    case .table(let table):
      return .table(WalkPosition(table: table, level: level, inherited: inheritedAtRoot))
    case .beyondAddressSize: return .ended(PageFault(.addressSize, at: .baseRegister))
    default: return .ended(PageFault(.notPresent, at: level.above))
    }
  }

  /// Where the entry for an address lies in a table.
  @inline(__always)
  static func entryAddress(
    in position: WalkPosition<Output>, for address: Address<Input>, _ rules: Rules
  ) -> Address<Output> {
    position.table.advanced(by: entryOffset(of: address, at: position.level, rules))
  }

  /// What an entry of a table that the walk has reached comes to.
  @inline(__always)
  static func follow(_ entry: UInt64, in position: WalkPosition<Output>, _ rules: Rules) -> WalkStep<Output> {
    let level = position.level
    switch classify(entry, at: level, rules) {
    case .absent: return .ended(PageFault(.notPresent, at: level))
    case .malformed: return .ended(PageFault(.reservedBit, at: level))
    case .beyondAddressSize: return .ended(PageFault(.addressSize, at: level))
    case .table(let next):
      return .table(
        WalkPosition(table: next, level: level.below, inherited: inherit(position.inherited, entry)))
    case .leaf(let page, let size):
      return .leaf(WalkLeaf(entry: entry, level: level, inherited: position.inherited, page: page, size: size))
    }
  }

  /// Why a leaf does not permit an access.
  @inline(never)
  static func denial(of access: GuestAccess, by leaf: WalkLeaf<Output>, _ rules: Rules) -> PageFault {
    PageFault(denial(of: access, leaf.inherited, leaf.entry, rules), at: leaf.level)
  }

  /// What a leaf that permits an access, with `permitted` all that it permits, makes of an address.
  @inline(__always)
  static func translation(
    of address: Address<Input>, by leaf: WalkLeaf<Output>, _ access: GuestAccess, _ permitted: AccessClassSet,
    _ rules: Rules
  ) -> Translation<Output> {
    Translation(
      address: leaf.page.advanced(by: address.offset(in: leaf.size)), pageSize: leaf.size,
      rights: rights(leaf.inherited, leaf.entry, rules), permitted: permitted,
      isDirty: access.isStore || isDirty(leaf.entry, rules), isGlobal: isGlobal(leaf.inherited, leaf.entry, rules))
  }
}
