/// Shadow tables of four levels.
public enum X86Shadow4: X86ShadowFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// The machine's addresses.
  public typealias Output = HostPhysical

  /// PML4.
  @inline(__always)
  public static var rootLevel: PageLevel { PageLevel(4) }

  /// Whether bits 63 to 47 are all equal.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: X86Rules) -> Bool { X86Long4.isCanonical(gva, rules) }
}
