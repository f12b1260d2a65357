/// The bits of an x86 paging-structure entry by name; the same in every mode that has them.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", the tables "Format of …".
enum X86Bit {
  static var present: UInt64 { 1 << 0 }
  static var write: UInt64 { 1 << 1 }
  static var user: UInt64 { 1 << 2 }
  static var accessed: UInt64 { 1 << 5 }
  static var dirty: UInt64 { 1 << 6 }
  static var pageSize: UInt64 { 1 << 7 }
  static var global: UInt64 { 1 << 8 }
  static var noExecute: UInt64 { 1 << 63 }
  static var address: UInt64 { 0x000F_FFFF_FFFF_F000 }
  /// The bits that a large page's entry may set below its address: the flags and PAT, bit 12.
  static var belowLargeAddress: UInt64 { 0x1FFF }
}
