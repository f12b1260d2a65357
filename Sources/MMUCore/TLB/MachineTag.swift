/// The tag that tells one virtual machine's entries from another's in what a processor caches: x86's VPID, Arm's VMID.
///
/// It stands in the nine bits of a virtual address that are copies of bit 47, so that whatever finds entries by address finds only the
/// machine's own, global pages too. Addresses of more than 48 bits have no room for it.
public struct MachineTag: Equatable, Sendable, BitwiseCopyable {
  /// The number, 0 to 511.
  public let rawValue: UInt16

  /// The tag with a number; bits above the ninth are dropped.
  public init(_ number: UInt16) { rawValue = number & 0x1FF }

  /// The tag of whoever runs alone: number 0.
  public static var host: MachineTag { MachineTag(0) }

  /// The last one.
  public static var highest: MachineTag { MachineTag(0x1FF) }

  /// What an address is combined with, by exclusive or, to give that by which the machine's entries are kept.
  var addressBits: UInt64 { UInt64(rawValue) &<< 48 }

  /// The part of a walk cache's key that names the machine, above the addresses and below bit 63.
  @inline(__always)
  var keyBits: UInt64 { UInt64(rawValue) &<< 53 }

  /// The bits of a walk cache's key that name a machine.
  @inline(__always)
  static var keyMask: UInt64 { 0x1FF &<< 53 }
}
