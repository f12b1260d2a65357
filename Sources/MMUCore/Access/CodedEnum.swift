/// An enumeration of plain cases, each with a code.
///
/// It hashes by its code. The hash that the compiler would derive seeds itself with random numbers from the host, which
/// a bare-metal hypervisor does not have.
public protocol CodedEnum: RawRepresentable, Hashable, Sendable, BitwiseCopyable where RawValue == UInt8 {}

extension CodedEnum {
  /// The code.
  public var hashValue: Int { Int(rawValue) }

  /// Feeds the code to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
