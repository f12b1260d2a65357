/// By what a hierarchy tells translations of different address spaces apart.
public struct TLBTagging: FlagSet {
  /// One bit a tag.
  public let rawValue: UInt8

  /// The tags of the given bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Entries carry an ASID (PCID): a switch of address space drops nothing. Without, it drops what is not global.
  public static var asids: TLBTagging { TLBTagging(rawValue: 1) }

  /// Entries carry a VPID (VMID): a switch of virtual machine drops nothing. Without, it drops everything.
  public static var vpids: TLBTagging { TLBTagging(rawValue: 2) }

  /// Pages of the upper half of the address space, bit 63 set, are global: an operating system's.
  public static var globalUpperHalf: TLBTagging { TLBTagging(rawValue: 4) }
}
