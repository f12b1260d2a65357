/// x86-64 5-level paging (CR4.LA57): a fifth level above ``X86Long4``, whose entries are like those of level 4.
///
/// Source: Intel SDM vol. 3A, section "4-Level Paging and 5-Level Paging"; canonical addresses: vol. 1, section
/// "Canonical Addressing".
public enum X86Long5: X86Format {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// PML5.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(5) }

  /// Whether bits 63 to 56 are all equal.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool {
    let signExtended = Int64(bitPattern: gva.rawValue &<< 7) &>> 7
    return UInt64(bitPattern: signExtended) == gva.rawValue
  }
}
