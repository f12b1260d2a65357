/// Shadow tables of five levels, for guests that may set CR4.LA57.
public enum X86Shadow5: X86ShadowFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// The machine's addresses.
  public typealias Output = HostPhysical

  /// PML5.
  @inline(__always)
  public static var rootLevel: PageLevel { PageLevel(5) }

  /// Whether bits 63 to 56 are all equal.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: X86Rules) -> Bool { X86Long5.isCanonical(gva, rules) }
}
