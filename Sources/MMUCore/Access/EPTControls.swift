/// What a hypervisor has chosen of extended page tables, and what the processor offers of them.
///
/// Source: Intel SDM vol. 3C, section "The Extended Page Table Mechanism (EPT)"; the capabilities: vol. 3D, appendix
/// "VMX Capability Reporting Facility", IA32_VMX_EPT_VPID_CAP.
public struct EPTControls: FlagSet {
  /// One bit a control.
  public let rawValue: UInt8

  /// The controls with the given bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// EPTP bit 6: accessed and dirty flags are kept, and reads of the guest's tables count as writes.
  public static var accessedDirty: EPTControls { EPTControls(rawValue: 1) }

  /// The VM-execution control "mode-based execute control": bit 2 is for supervisor-mode addresses and bit 10 for
  /// user-mode addresses.
  public static var modeBasedExecute: EPTControls { EPTControls(rawValue: 2) }

  /// The processor allows pages that may be executed and not read.
  public static var executeOnly: EPTControls { EPTControls(rawValue: 4) }

  /// The processor has 2 MiB pages in EPT.
  public static var mib2Pages: EPTControls { EPTControls(rawValue: 8) }

  /// The processor has 1 GiB pages in EPT.
  public static var gib1Pages: EPTControls { EPTControls(rawValue: 16) }
}
