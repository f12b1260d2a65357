import MMUCore

/// A format of guests' tables, and what stands beside it on a machine of any technique: what its processor is told, the shadow
/// tables and the second stage.
public protocol MachineFormat: KernelFormat where Format: ShadowedFormat {
  /// The tables that a shadow pager builds.
  associatedtype Shadow: ShadowHostFormat
  /// The tables of the second stage.
  associatedtype Stage2: MappableSecondStage

  /// What the guest's entries mean.
  static var rules: Format.Rules { get }
  /// What shadow entries mean.
  static var shadowRules: Shadow.Rules { get }
  /// The guest's controls, as a shadow pager asks for them.
  static var shadowMode: ShadowMode { get }
  /// What entries of the second stage mean.
  static var stage2Rules: Stage2.Rules { get }
  /// The sizes of a machine whose memory the guest's addresses can name.
  static var shape: MachineShape { get }
}

extension MachineFormat {
  /// The defaults.
  public static var shape: MachineShape { MachineShape() }
}

extension X86Long4Kernel: MachineFormat {
  /// 4-level shadow tables.
  public typealias Shadow = X86Shadow4
  /// Extended page tables.
  public typealias Stage2 = EPT

  private static var controls: X86Controls { .writeProtect | .noExecute }
  /// CR0.WP, EFER.NXE.
  public static var rules: X86Rules { X86Rules(controls: controls) }
  /// The same.
  public static var shadowRules: X86Shadow4.Rules { X86Shadow4.rules(under: controls) }
  /// The same, and hardware sets A and D.
  public static var shadowMode: ShadowMode { .writeProtect | .noExecute | .hardwareAccessedDirty }
  /// Large pages, and accessed and dirty bits.
  public static var stage2Rules: EPT.Rules { EPT.Rules(controls: .mib2Pages | .gib1Pages | .accessedDirty) }
}

extension X86Legacy32Kernel: MachineFormat {
  /// 4-level shadow tables.
  public typealias Shadow = X86Shadow4
  /// Extended page tables.
  public typealias Stage2 = EPT

  private static var controls: X86Controls { .writeProtect | .pageSizeExtensions }
  /// CR0.WP, CR4.PSE.
  public static var rules: X86Legacy32.Rules { X86Legacy32.Rules(controls: controls) }
  /// The same, and EFER.NXE, which shadow tables may use.
  public static var shadowRules: X86Shadow4.Rules { X86Shadow4.rules(under: controls) }
  /// The same, and hardware sets A and D.
  public static var shadowMode: ShadowMode { .writeProtect | .pageSizeExtensions | .hardwareAccessedDirty }
  /// Large pages, and accessed and dirty bits.
  public static var stage2Rules: EPT.Rules { X86Long4Kernel.stage2Rules }
  /// Tables in the first GiB, data in the three after it.
  public static var shape: MachineShape {
    var shape = MachineShape()
    shape.firstData = GPA(1 << 30).frame
    shape.dataFrames = 3 << 18
    return shape
  }
}

extension RISCVSv39Kernel: MachineFormat {
  /// Sv39 shadow tables.
  public typealias Shadow = RISCVShadow39
  /// Sv39x4.
  public typealias Stage2 = RISCVSv39x4

  /// Svadu: hardware sets A and D.
  public static var rules: RISCVRules { RISCVRules(controls: .hardwareAccessedDirty) }
  /// The same.
  public static var shadowRules: RISCVRules { rules }
  /// The same.
  public static var shadowMode: ShadowMode { .hardwareAccessedDirty }
  /// The same.
  public static var stage2Rules: RISCVRules { RISCVRules(secondStage: .hardwareAccessedDirty) }
}
