/// RISC-V Sv39: three levels, 39-bit virtual addresses.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Sv39: Page-Based 39-bit Virtual-Memory System".
public enum RISCVSv39: RISCVFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }

  /// Three levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(3) }

  /// Whether bits 63 to 39 all equal bit 38.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool {
    let signExtended = Int64(bitPattern: gva.rawValue &<< 25) &>> 25
    return UInt64(bitPattern: signExtended) == gva.rawValue
  }
}
