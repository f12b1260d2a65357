/// Why a processor enters its guest's kernel.
public enum KernelEntry: UInt8, CodedEnum {
  /// A system call.
  case systemCall
  /// A page fault.
  case pageFault
  /// An interrupt.
  case interrupt
}
