/// RISC-V Sv57: five levels, 57-bit virtual addresses.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Sv57: Page-Based 57-bit Virtual-Memory System".
public enum RISCVSv57: RISCVFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }

  /// Five levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(5) }

  /// Whether bits 63 to 57 all equal bit 56.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool {
    let signExtended = Int64(bitPattern: gva.rawValue &<< 7) &>> 7
    return UInt64(bitPattern: signExtended) == gva.rawValue
  }
}
