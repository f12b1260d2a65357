/// The guest formats that can be shadowed, by number: what a ``ShadowPageRole`` keeps of them.
public enum ShadowedFormatCode: UInt8, CodedEnum {
  /// CR0.PG = 0: addresses are physical.
  case x86Unpaged
  /// ``X86Legacy32``.
  case x86Legacy32
  /// ``X86PAE``.
  case x86PAE
  /// ``X86Long4``.
  case x86Long4
  /// ``X86Long5``.
  case x86Long5
  /// ``RISCVSv32``.
  case riscVSv32
  /// ``RISCVSv39``.
  case riscVSv39
  /// ``RISCVSv48``.
  case riscVSv48
  /// ``RISCVSv57``.
  case riscVSv57
  /// ``ARMStage1`` with 4 KiB pages.
  case armStage1Granule4K

  /// Whether its entries are 4 bytes wide, 1024 a table.
  @inline(__always)
  var hasNarrowEntries: Bool { self == .x86Legacy32 || self == .riscVSv32 }
}
