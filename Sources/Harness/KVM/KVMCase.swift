import MMUCore
import MMUReference

/// One access, all that decides about it but the tables themselves.
public struct KVMCase: Equatable, Sendable {
  /// The processor and its controls.
  public var configuration: X86Configuration
  /// The address in CR3.
  public var root: GPA
  /// The address of the access.
  public var gva: GVA
  /// The access.
  public var access: GuestAccess
  /// Whether KVM is asked by `KVM_TRANSLATE` instead of a run. The access is then a supervisor-mode load.
  public var isTranslation: Bool

  /// A case.
  public init(
    configuration: X86Configuration, root: GPA, gva: GVA, access: GuestAccess, isTranslation: Bool = false
  ) {
    self.configuration = configuration
    self.root = root
    self.gva = gva
    self.access = access
    self.isTranslation = isTranslation
  }

  /// The same for the virtual machine.
  func request(_ mode: KVMMode, token: UInt32) -> KVMRequest {
    var request = KVMRequest(
      mode: mode, root: root, gva: gva, access: access, controls: configuration.controls)
    request.honoursGlobal = configuration.honoursGlobal
    request.honoursPageSize = configuration.controls.contains(.pageSizeExtensions)
    request.userKeys = configuration.controls.contains(.userKeys) ? configuration.keys.pkru : nil
    request.supervisorKeys = configuration.controls.contains(.supervisorKeys) ? configuration.keys.pkrs : nil
    request.token = token
    return request
  }
}
