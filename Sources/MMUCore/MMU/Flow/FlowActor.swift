/// Who takes a step of a flow of control: the columns of the textbook's tables.
public enum FlowActor: UInt8, CodedEnum {
  /// The program.
  case process
  /// The processor itself.
  case hardware
  /// The operating system.
  case kernel
  /// The virtual machine monitor.
  case monitor
}
