/// The system-register bits and features that change how VMSAv8-64 tables are read.
///
/// Source: Arm Architecture Reference Manual for A-profile (DDI 0487), chapter D8 "The AArch64 Virtual Memory System
/// Architecture"; TCR_EL1, VTCR_EL2, SCTLR_EL1 and PSTATE in chapters D19 and C5.
public struct ARMControls: FlagSet {
  /// One bit a control.
  public let rawValue: UInt16

  /// The controls with the given bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// TCR.HA: hardware sets the access flag. Without it, a clear one is an Access flag fault.
  public static var hardwareAccessFlag: ARMControls { ARMControls(rawValue: 1) }

  /// TCR.HD: a descriptor with DBM set is writable, and hardware marks it so at the first store. Needs HA.
  public static var hardwareDirtyState: ARMControls { ARMControls(rawValue: 2) }

  /// PSTATE.PAN: privileged loads and stores may not touch what EL0 may access.
  public static var privilegedAccessNever: ARMControls { ARMControls(rawValue: 4) }

  /// SCTLR.WXN: what is writable may not be executed.
  public static var writeExecuteNever: ARMControls { ARMControls(rawValue: 8) }

  /// TCR.HPD: the table descriptors' attributes are ignored.
  public static var hierarchicalDisable: ARMControls { ARMControls(rawValue: 16) }

  /// TCR.EPD0: no walks for the lower range, that of TTBR0.
  public static var lowerDisable: ARMControls { ARMControls(rawValue: 32) }

  /// TCR.EPD1: no walks for the upper range, that of TTBR1.
  public static var upperDisable: ARMControls { ARMControls(rawValue: 64) }

  /// FEAT_XNX: in stage 2, XN[1:0] tells EL0 from EL1. Without it XN[1] alone counts, and XN[0] is ignored.
  public static var stage2ExecuteByLevel: ARMControls { ARMControls(rawValue: 128) }
}
