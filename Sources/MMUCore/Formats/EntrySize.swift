/// How wide a page-table entry is.
public enum EntrySize: UInt8, CodedEnum {
  /// 4 bytes: x86's 32-bit paging, RISC-V's Sv32.
  case bytes4 = 4
  /// 8 bytes: every other format.
  case bytes8 = 8
}
