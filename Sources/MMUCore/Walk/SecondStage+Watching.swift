// What a monitor does that watches single frames of its guest's: they are mapped in pages of 4 KiB.

extension SecondStage {
  /// The leaf of a frame, if there is one.
  private func leaf(of gpa: GPA) -> (place: HPA, leaf: WalkLeaf<HostPhysical>)? {
    guard case .table(var position) = Format.begin(walker.root, gpa, walker.rules) else { return nil }
    while true {
      let place = Format.entryAddress(in: position, for: gpa, walker.rules)
      guard let entry = walker.memory.loadEntry(at: place, Format.entrySize) else { return nil }
      switch Format.follow(entry, in: position, walker.rules) {
      case .ended: return nil
      case .leaf(let leaf): return (place, leaf)
      case .table(let next): position = next
      }
    }
  }

  /// Maps the frame that holds an address alone.
  ///
  /// - Parameter isReadOnly: the monitor wants to hear of stores.
  /// - Returns: whether there is memory there for the access, and a frame for every table that was missing.
  mutating func mapFrame(_ gpa: GPA, isStore: Bool, isReadOnly: Bool) -> Bool {
    guard let page = slots.page(at: gpa, upTo: .kib4), !(isStore && page.isReadOnly) else { return false }
    return map(gpa, HostPage(hpa: page.hpa, size: .kib4, isReadOnly: page.isReadOnly || isReadOnly))
  }

  /// Takes the right to store away from a frame that is mapped alone.
  func protectFrame(_ gpa: GPA) { rewrite(gpa, isReadOnly: true) }

  /// Gives it back.
  func unprotectFrame(_ gpa: GPA) { rewrite(gpa, isReadOnly: false) }

  /// Unmaps a frame that is mapped alone, if it is.
  mutating func unmapFrame(_ gpa: GPA) {
    guard let (place, leaf) = leaf(of: gpa), leaf.size == .kib4 else { return }
    replaceFrame(gpa, at: place, by: 0)
  }

  /// Whether a frame that is mapped alone was stored to since this was last asked.
  func takeDirty(_ gpa: GPA) -> Bool {
    guard let (_, leaf) = leaf(of: gpa), Format.isDirty(leaf.entry, walker.rules) else { return false }
    rewrite(gpa, isReadOnly: false)
    return true
  }

  private func rewrite(_ gpa: GPA, isReadOnly: Bool) {
    guard let (place, leaf) = leaf(of: gpa), leaf.size == .kib4 else { return }
    let entry = Format.entry(toPage: leaf.page, at: leaf.level, isReadOnly: isReadOnly)
    replaceFrame(gpa, at: place, by: Format.cleaned(entry))
  }

  private func replaceFrame(_ gpa: GPA, at place: HPA, by entry: UInt64) {
    walker.memory.storeEntry(entry, at: place, Format.entrySize)
    let key = nestedKey(gpa)
    nested.removeEach { $0 == key }
  }
}
