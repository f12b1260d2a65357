/// Whose translations a TLB of a hierarchy holds.
public enum TLBSide: UInt8, CodedEnum {
  /// Those of loads and stores.
  case data
  /// Those of instruction fetches.
  case instruction
  /// Both.
  case both

  /// Whether accesses of one side are served: 0 for data, 1 for instructions.
  @inline(__always)
  func serves(_ side: Int) -> Bool { self == .both || Int(rawValue) == side }
}
