import MMUCore

/// What a processor and its control registers say about paging: all that a walk needs to know besides CR3.
public struct X86Configuration: Equatable, Sendable {
  /// CR0.WP, EFER.NXE and the bits of CR4.
  public var controls: X86Controls
  /// MAXPHYADDR: CPUID.80000008H:EAX[7:0], 32 to 52.
  public var maxPhysicalAddressBits: UInt8
  /// CPUID.80000001H:EDX.Page1GB.
  public var has1GiBPages: Bool
  /// CR4.PGE.
  public var honoursGlobal: Bool
  /// PKRU and IA32_PKRS. They count only where CR4.PKE and CR4.PKS are 1.
  public var keys: X86ProtectionKeys
  /// CPUID.01H:EDX.PSE-36: 4 MiB pages of 32-bit paging may lie above 4 GiB.
  public var hasPSE36: Bool

  /// A configuration.
  public init(
    controls: X86Controls, maxPhysicalAddressBits: UInt8 = 52, has1GiBPages: Bool = true,
    honoursGlobal: Bool = true, keys: X86ProtectionKeys = X86ProtectionKeys(), hasPSE36: Bool = true
  ) {
    self.controls = controls
    self.maxPhysicalAddressBits = maxPhysicalAddressBits
    self.has1GiBPages = has1GiBPages
    self.honoursGlobal = honoursGlobal
    self.keys = keys
    self.hasPSE36 = hasPSE36
  }
}
