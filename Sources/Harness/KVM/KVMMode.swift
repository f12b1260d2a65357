import CKVM

/// A paging mode of the virtual machine.
///
/// Source: Intel SDM vol. 3A, section "Paging Modes and Control Bits".
public enum KVMMode: String, CaseIterable, Sendable {
  /// 32-bit paging: 4-byte entries, two levels.
  case legacy32
  /// PAE paging: 8-byte entries, three levels, 32-bit addresses.
  case pae
  /// 4-level paging.
  case long4
  /// 5-level paging.
  case long5

  var shim: ckvm_mode {
    switch self {
    case .legacy32: CKVM_LEGACY32
    case .pae: CKVM_PAE
    case .long4: CKVM_LONG4
    case .long5: CKVM_LONG5
    }
  }
}
