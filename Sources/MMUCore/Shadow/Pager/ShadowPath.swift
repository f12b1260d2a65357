/// What one walk of the guest's tables found out: everything that a shadow entry is made from.
public struct ShadowPath<Guest: ShadowedFormat> {
  /// The address.
  public let gva: GVA
  /// The access.
  public let access: GuestAccess
  /// The entries on the way.
  var trace = GuestWalkTrace()
  /// Where it leads.
  var translation: GuestTranslation
  /// The level of the guest's root.
  let rootLevel: PageLevel

  @inline(__always)
  init(_ gva: GVA, _ access: GuestAccess, _ rules: Guest.Rules) {
    self.gva = gva
    self.access = access
    rootLevel = Guest.rootLevel(rules)
    translation = Translation(
      address: GPA(0), pageSize: .kib4, rights: .none, permitted: .none, isDirty: false, isGlobal: false)
  }

  /// The level at which a page of the guest's size would be mapped in shadow tables, whatever the host says.
  @inline(__always)
  var leafLevel: PageLevel { PageLevel(UInt64((translation.pageSize.shift &- 12) / 9) &+ 1) }

  /// The position in the trace of the entry of a level: below 0 above the guest's root, the count or more below its leaf.
  @inline(__always)
  func position(at level: PageLevel) -> Int { Int(truncatingIfNeeded: rootLevel.rawValue &- level.rawValue) }

  /// Whether an entry of the trace is still as the walk left it.
  @inline(__always)
  mutating func isUnchanged(_ position: Int, in memory: GuestMemory, _ rules: Guest.Rules) -> Bool {
    let step = trace.step(position)
    let isLast = position == trace.count &- 1
    let marked =
      isLast
      ? Guest.markedLeaf(step.entry, dirty: access.isStore, rules) : Guest.markedTable(step.entry, rules)
    return memory.loadEntry(at: step.address, Guest.entrySize) == marked
  }
}
