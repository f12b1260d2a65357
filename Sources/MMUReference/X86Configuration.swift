import MMUCore

/// What a processor and its control registers say about 4-level paging: all that a walk needs to know besides CR3.
public struct X86Configuration: Equatable, Sendable {
  /// CR0.WP, EFER.NXE, CR4.SMEP, CR4.SMAP.
  public var controls: X86Controls
  /// MAXPHYADDR: CPUID.80000008H:EAX[7:0], 32 to 52.
  public var maxPhysicalAddressBits: UInt8
  /// CPUID.80000001H:EDX.Page1GB.
  public var has1GiBPages: Bool
  /// CR4.PGE.
  public var honoursGlobal: Bool

  /// A configuration.
  public init(
    controls: X86Controls, maxPhysicalAddressBits: UInt8 = 52, has1GiBPages: Bool = true,
    honoursGlobal: Bool = true
  ) {
    self.controls = controls
    self.maxPhysicalAddressBits = maxPhysicalAddressBits
    self.has1GiBPages = has1GiBPages
    self.honoursGlobal = honoursGlobal
  }
}
