/// RISC-V Sv32: two levels of 4-byte entries, 32-bit virtual and 34-bit physical addresses.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Sv32: Page-Based 32-bit Virtual-Memory Systems".
public enum RISCVSv32: RISCVFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// 1024 entries a table.
  public static var indexBits: UInt8 { 10 }

  /// 4 bytes.
  public static var entrySize: EntrySize { .bytes4 }

  /// Two levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(2) }

  /// Virtual addresses have 32 bits.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool { gva.rawValue &>> 32 == 0 }
}
