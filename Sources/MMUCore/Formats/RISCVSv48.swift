/// RISC-V Sv48: four levels, 48-bit virtual addresses.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Sv48: Page-Based 48-bit Virtual-Memory System".
public enum RISCVSv48: RISCVFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }

  /// Four levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(4) }

  /// Whether bits 63 to 48 all equal bit 47.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool {
    let signExtended = Int64(bitPattern: gva.rawValue &<< 16) &>> 16
    return UInt64(bitPattern: signExtended) == gva.rawValue
  }
}
