/// What an access does to memory.
public enum AccessKind: UInt8, CodedEnum {
  /// A data read.
  case load = 0
  /// A data write.
  case store = 1
  /// An instruction fetch.
  case fetch = 2
}
