/// x86 without paging (CR0.PG = 0): linear addresses of 32 bits are physical, and everything is permitted.
///
/// It is no format of tables; it has a place among them so that a guest can switch paging on and off. All its shadow pages are
/// direct.
///
/// Source: Intel SDM vol. 3A, section "Paging Modes and Control Bits".
public enum X86Unpaged: X86Format, ShadowedFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// No paging.
  public static var code: ShadowedFormatCode { .x86Unpaged }

  /// The level that a page of the whole address space would be at.
  @inline(__always)
  public static func rootLevel(_ rules: X86Rules) -> PageLevel { PageLevel(6) }

  /// Linear addresses have 32 bits.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: X86Rules) -> Bool { gva.rawValue &>> 32 == 0 }

  /// There is no table.
  public static func rootFrame(_ root: GPA) -> GFN? { nil }

  /// The address itself.
  public static func walk(
    _ walker: PageWalker<X86Unpaged>, _ gva: GVA, _ access: GuestAccess, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical> {
    guard isCanonical(gva, walker.rules) else { return .fault(PageFault(.nonCanonical, at: rootLevel(walker.rules))) }
    return .mapped(
      Translation(
        address: GPA(gva.rawValue), pageSize: PageSize(shift: 57), rights: .all, permitted: .all, isDirty: true,
        isGlobal: false))
  }
}
