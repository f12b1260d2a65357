import CKVM
import MMUCore

/// What came of an access in the virtual machine.
public enum KVMAnswer: Equatable, Sendable {
  /// A load or store ended; what a load read.
  case done(data: UInt32)
  /// The instruction was fetched and ran.
  case fetched
  /// The access raised an exception; CR2 means something after a #PF.
  case exception(vector: UInt8, errorCode: UInt32, cr2: GVA)
  /// The load of CR3 raised an exception: in PAE paging, a page-directory-pointer-table entry is malformed.
  case rootException(vector: UInt8, errorCode: UInt32)
  /// The load or store went to an address without memory.
  case device(GPA, isWrite: Bool, data: UInt32)
  /// KVM gave up: it fetches instructions from memory only.
  case notEmulated
  /// Anything else, which no access under test should come to.
  case stopped(String)

  init(_ result: ckvm_result) {
    switch result.ending {
    case CKVM_DONE: self = .done(data: result.data)
    case CKVM_FETCHED: self = .fetched
    case CKVM_EXCEPTION:
      self = .exception(vector: result.vector, errorCode: result.error_code, cr2: GVA(result.cr2))
    case CKVM_CR3_EXCEPTION: self = .rootException(vector: result.vector, errorCode: result.error_code)
    case CKVM_DEVICE: self = .device(GPA(result.gpa), isWrite: result.is_write, data: result.data)
    case CKVM_NOT_EMULATED: self = .notEmulated
    case CKVM_STRAY_EXCEPTION:
      self = .stopped("exception \(result.vector) at \(GVA(result.rip).hexadecimal), which made no tested access")
    case CKVM_SHUTDOWN: self = .stopped("triple fault")
    default: self = .stopped("exit \(result.detail)")
    }
  }
}
