/// The status bits and extensions that change how RISC-V page tables are read.
///
/// Source: RISC-V Privileged Architecture 1.13, chapters "Supervisor-Level ISA" and "Hypervisor Extension".
public struct RISCVControls: FlagSet {
  /// One bit a control.
  public let rawValue: UInt8

  /// The controls with the given bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// sstatus.SUM: supervisor mode may load from and store to user pages. It never may fetch from them.
  public static var supervisorUserMemory: RISCVControls { RISCVControls(rawValue: 1) }

  /// sstatus.MXR: loads may read pages that are executable and not readable.
  public static var makeExecutableReadable: RISCVControls { RISCVControls(rawValue: 2) }

  /// Svadu in force (menvcfg.ADUE or henvcfg.ADUE): hardware sets A and D. Without it (Svade) it faults where it would
  /// have to.
  public static var hardwareAccessedDirty: RISCVControls { RISCVControls(rawValue: 4) }

  /// Svnapot: bit 63 of a leaf makes it one of a naturally aligned power of two of pages. Without it bit 63 is reserved.
  public static var napot: RISCVControls { RISCVControls(rawValue: 8) }

  /// Svpbmt in force (menvcfg.PBMTE): bits 62:61 of a leaf are a memory type, of which 3 is reserved. Without it both are.
  public static var pageBasedMemoryTypes: RISCVControls { RISCVControls(rawValue: 16) }
}
