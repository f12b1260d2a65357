/// The bits of an entry by name.
enum RISCVBit {
  static var valid: UInt64 { 1 << 0 }
  static var read: UInt64 { 1 << 1 }
  static var write: UInt64 { 1 << 2 }
  static var execute: UInt64 { 1 << 3 }
  static var user: UInt64 { 1 << 4 }
  static var global: UInt64 { 1 << 5 }
  static var accessed: UInt64 { 1 << 6 }
  static var dirty: UInt64 { 1 << 7 }
  static var frame: UInt64 { 0x003F_FFFF_FFFF_FC00 }
  static var memoryType: UInt64 { 3 << 61 }
  static var napot: UInt64 { 1 << 63 }
  /// Bits 60:54.
  static var reserved: UInt64 { 0x7F << 54 }
}
