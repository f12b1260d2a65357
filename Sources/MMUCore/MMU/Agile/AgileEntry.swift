/// The entries of the shadow tables that hardware walks above a switch: a guest's entry, with the machine's address at bits 51 to 12,
/// and bits of the monitor's where no guest's format keeps rights.
///
/// They have eight bytes, whatever a guest's have, so that a guest's 32-bit tables can lie anywhere on the machine.
enum AgileEntry {
  /// There is something; the same bit in every guest's format.
  static var present: UInt64 { 1 << 0 }
  /// The walk goes on in the guest's table that lies here on the machine, in two dimensions: the switching bit.
  static var switching: UInt64 { 1 << 52 }
  /// It maps a page.
  static var page: UInt64 { 1 << 53 }
  /// A store exits, since the guest must find its own dirty bit set, or since the machine's page is read-only.
  static var storesExit: UInt64 { 1 << 54 }
  /// A store exits, since the page holds a table that has a shadow.
  static var watched: UInt64 { 1 << 55 }
  /// Hardware stored through the entry; the guest's own dirty bit may have been set before.
  static var dirty: UInt64 { 1 << 56 }
  /// In the root register: the guest's table lies here for the guest, and is found by the second stage.
  static var untranslated: UInt64 { 1 << 57 }

  private static var address: UInt64 { 0x000F_FFFF_FFFF_F000 }

  private static var own: UInt64 { switching | page | storesExit | watched | dirty | untranslated }

  /// An entry that leads to a table of the monitor's, or to the guest's own.
  static func table(_ guest: UInt64, _ table: HPA, isSwitching: Bool) -> UInt64 {
    guest & ~(address | own) | table.rawValue | (isSwitching ? switching : 0)
  }

  /// An entry that maps a page.
  static func page(_ guest: UInt64, _ page: HPA, isDirty: Bool, storesExit: Bool, isWatched: Bool) -> UInt64 {
    guest & ~(address | own) | page.rawValue | Self.page | (isDirty ? dirty : 0)
      | (storesExit ? Self.storesExit : 0) | (isWatched ? watched : 0)
  }

  /// Where an entry leads.
  @inline(__always)
  static func address(_ entry: UInt64) -> HPA { HPA(entry & address) }

  /// Whether there is something.
  @inline(__always)
  static func isPresent(_ entry: UInt64) -> Bool { entry & present != 0 }

  /// Whether an entry leads to a table of the monitor's.
  @inline(__always)
  static func isShadow(_ entry: UInt64) -> Bool { entry & (present | switching | page) == present }

  /// Whether an entry leads to one of the guest's own.
  @inline(__always)
  static func isSwitching(_ entry: UInt64) -> Bool { entry & (present | switching) == present | switching }
}
