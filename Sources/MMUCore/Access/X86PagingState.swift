/// The registers of an x86 processor that say which translations are in force, and who may change them.
///
/// Source: Intel SDM vol. 3A, section "Control Registers" and chapter "Paging", section "Process-Context Identifiers (PCIDs)".
public struct X86PagingState: Equatable, Sendable, BitwiseCopyable {
  /// CR0.
  public var cr0: UInt64
  /// CR3.
  public var cr3: UInt64
  /// CR4.
  public var cr4: UInt64
  /// EFER.LME.
  public var enablesLongMode: Bool
  /// CPL, 0 to 3.
  public var privilegeLevel: UInt8
  /// MAXPHYADDR (CPUID.80000008H:EAX[7:0]).
  public let maxPhysicalAddressBits: UInt8

  /// CR0.WP.
  public static var writeProtect: UInt64 { 1 << 16 }
  /// CR0.PG.
  public static var paging: UInt64 { 1 << 31 }
  /// CR4.PAE.
  public static var physicalAddressExtension: UInt64 { 1 << 5 }
  /// CR4.PGE.
  public static var globalPages: UInt64 { 1 << 7 }
  /// CR4.LA57.
  public static var linearAddress57: UInt64 { 1 << 12 }
  /// CR4.PCIDE.
  public static var pcids: UInt64 { 1 << 17 }
  /// CR4.SMEP.
  public static var smep: UInt64 { 1 << 20 }
  /// CR4.SMAP.
  public static var smap: UInt64 { 1 << 21 }
  /// CR4.PKE.
  public static var userKeys: UInt64 { 1 << 22 }
  /// CR4.PKS.
  public static var supervisorKeys: UInt64 { 1 << 24 }
  /// CR3's bit 63, which is never written: as a source's, it asks for nothing to be invalidated.
  public static var keepsTranslations: UInt64 { 1 << 63 }

  /// Registers with these values.
  public init(
    cr0: UInt64, cr3: UInt64, cr4: UInt64, enablesLongMode: Bool = true, privilegeLevel: UInt8 = 0,
    maxPhysicalAddressBits: UInt8 = 52
  ) {
    self.cr0 = cr0
    self.cr3 = cr3
    self.cr4 = cr4
    self.enablesLongMode = enablesLongMode
    self.privilegeLevel = privilegeLevel
    self.maxPhysicalAddressBits = maxPhysicalAddressBits
  }

  /// EFER.LMA: IA-32e mode is active.
  public var isLongMode: Bool { enablesLongMode && cr0 & Self.paging != 0 }

  /// CR4.PCIDE.
  public var usesPCIDs: Bool { cr4 & Self.pcids != 0 }

  /// The current PCID: CR3's bits 11:0, and without PCIDs 000H.
  public var pcid: ASID { ASID(usesPCIDs ? UInt16(truncatingIfNeeded: cr3) : 0) }

  /// Whether bits 63:47 of an address are equal, or 63:56 under CR4.LA57 (SDM vol. 1, section "Canonical Addressing").
  public func isCanonical(_ gva: GVA) -> Bool {
    let unused: Int64 = cr4 & Self.linearAddress57 != 0 ? 64 - 57 : 64 - 48
    let signed = Int64(bitPattern: gva.rawValue)
    return (signed &<< unused) &>> unused == signed
  }

  /// The bits that a CR3 source must not have: all above MAXPHYADDR, but for bit 63 with PCIDs. (There is no linear-address
  /// masking here, which would take bits 62:61.)
  public var reservedInCR3: UInt64 {
    let unaddressable = ~((1 &<< UInt64(maxPhysicalAddressBits)) &- 1)
    return usesPCIDs ? unaddressable & ~Self.keepsTranslations : unaddressable
  }
}
