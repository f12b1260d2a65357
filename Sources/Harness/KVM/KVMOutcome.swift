import MMUCore
import MMUReference

/// What an access came to, in words that core, reference and KVM share.
public enum KVMOutcome: Equatable, Sendable, CustomStringConvertible {
  /// It went to this address, memory or not.
  case mapped(GPA)
  /// The guest took this exception.
  case fault(X86Exception)
  /// MOV to CR3 raised #GP(0): a page-directory-pointer-table entry of PAE paging is malformed.
  case rootRefused
  /// What no walker says: KVM ended in some other way.
  case other(String)

  /// The core's answer.
  init(_ outcome: WalkOutcome<GuestPhysical>?, to asked: KVMCase, _ format: any KVMFormat.Type) {
    switch outcome {
    case nil: self = .rootRefused
    case .mapped(let translation): self = .mapped(translation.address)
    case .fault(let fault):
      let controls = format.controlsOfErrorCode(asked.configuration.controls)
      self = .fault(X86Exception(fault, gva: asked.gva, access: asked.access, controls: controls))
    }
  }

  /// The reference's answer.
  init(_ result: ReferenceWalkResult<GuestPhysical>, exception: (PageFault) -> X86Exception) {
    switch result {
    case .mapped(let translation): self = .mapped(translation.address)
    case .fault(let fault): self = .fault(exception(fault))
    }
  }

  /// Whether it is an exception.
  var isFault: Bool { if case .fault = self { true } else { false } }

  /// One line of a report or a corpus file.
  public var description: String {
    switch self {
    case .mapped(let gpa): "goes to \(gpa.hexadecimal)"
    case .fault(.generalProtection): "#GP(0)"
    case .rootRefused: "#GP(0) at MOV CR3"
    case .fault(.pageFault(let code, let cr2)):
      "#PF, error code 0x\(String(code.rawValue, radix: 16)), CR2 \(cr2.hexadecimal)"
    case .other(let text): text
    }
  }
}
