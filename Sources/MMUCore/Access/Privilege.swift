/// The privilege that an access is made with: x86's user-mode access (CPL 3) or supervisor-mode access.
///
/// Source: Intel SDM vol. 3A, section "Determination of Access Rights".
public enum Privilege: UInt8, CodedEnum {
  /// A user-mode access.
  case user = 0
  /// A supervisor-mode access.
  case supervisor = 1
}
