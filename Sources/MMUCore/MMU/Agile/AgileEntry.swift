/// The bits of a shadow entry that the guest's formats leave to software; the others are as in the guest's entry, with addresses of
/// the machine.
enum AgileEntry {
  /// The walk goes on in the guest's table that lies here on the machine, in two dimensions: the switching bit.
  static var switching: UInt64 { 1 << 9 }
  /// In a root: the guest's table lies here for the guest, and is found by the second stage.
  static var untranslated: UInt64 { 1 << 10 }
  /// A store exits. Hardware has no such bit, but for a clear W; the model keeps the guest's own beside it.
  static var storesExit: UInt64 { 1 << 11 }

  private static var own: UInt64 { switching | untranslated | storesExit }

  /// An entry that leads to a table of the monitor's, or to the guest's own.
  static func table(_ guest: UInt64, _ table: HPA, isSwitching: Bool) -> UInt64 {
    guest & ~(X86Bit.address | X86Bit.pageSize | X86Bit.global | own) | table.rawValue
      | (isSwitching ? switching : 0)
  }

  /// An entry that maps a page.
  static func page(_ guest: UInt64, _ page: HPA, at level: PageLevel, isDirty: Bool, storesExit: Bool) -> UInt64 {
    let kept = guest & ~(X86Bit.address | X86Bit.pageSize | X86Bit.dirty | own)
    return kept | page.rawValue | (level > .leaf ? X86Bit.pageSize : 0) | (isDirty ? X86Bit.dirty : 0)
      | (storesExit ? Self.storesExit : 0)
  }

  /// Where an entry leads.
  @inline(__always)
  static func address(_ entry: UInt64) -> HPA { HPA(entry & X86Bit.address) }

  /// Whether an entry of a level maps a page.
  @inline(__always)
  static func isPage(_ entry: UInt64, at level: PageLevel) -> Bool { level == .leaf || entry & X86Bit.pageSize != 0 }

  /// Whether an entry of a level leads to a table of the monitor's.
  @inline(__always)
  static func isShadow(_ entry: UInt64, at level: PageLevel) -> Bool {
    entry & (X86Bit.present | switching) == X86Bit.present && !isPage(entry, at: level)
  }
}
