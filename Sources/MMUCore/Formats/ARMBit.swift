/// The bits of a descriptor by name.
enum ARMBit {
  static var valid: UInt64 { 1 << 0 }
  /// A table above the last level, a page at it; clear for a block.
  static var tableOrPage: UInt64 { 1 << 1 }
  static var accessFlag: UInt64 { 1 << 10 }
  static var notGlobal: UInt64 { 1 << 11 }
  static var dirtyBitModifier: UInt64 { 1 << 51 }
  static var contiguous: UInt64 { 1 << 52 }
  static var address: UInt64 { 0x0000_FFFF_FFFF_F000 }
}
