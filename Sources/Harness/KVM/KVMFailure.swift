import CKVM
import Glibc

/// The host refused a step of the way to a virtual machine.
public struct KVMFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The step, such as `open /dev/kvm` or the name of a request.
  public let step: String
  /// The host's error number.
  public let code: Int32

  init(_ error: ckvm_error) {
    step = error.step.map { String(cString: $0) } ?? "an unnamed step"
    code = error.code
  }

  /// The step and the host's reason.
  public var description: String { "\(step): \(String(cString: strerror(code)))" }

  /// Whether the machine has no KVM that this process may use, or none for x86-64 guests.
  public var isAbsence: Bool { step == "open /dev/kvm" || step == "an x86-64 host" }

  /// What a test prints that cannot go on.
  public var skipText: String {
    step == "open /dev/kvm" && code == ENOENT ? "skipped: no /dev/kvm" : "skipped: no /dev/kvm (\(description))"
  }
}
