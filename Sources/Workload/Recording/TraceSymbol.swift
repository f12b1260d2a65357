/// A name that an object gives to some of its bytes.
public struct TraceSymbol: Equatable, Codable, Sendable {
  /// What the bytes are.
  public enum Kind: String, Codable, Sendable {
    /// Code.
    case function = "F"
    /// Data.
    case object = "O"
  }

  /// The address of the first byte in the recorded program.
  public var address: UInt64
  /// How many bytes there are; 0 where the object does not say.
  public var byteCount: UInt64
  /// What they are.
  public var kind: Kind
  /// The name, as the linker knows it.
  public var name: String

  /// A symbol.
  public init(address: UInt64, byteCount: UInt64, kind: Kind, name: String) {
    self.address = address
    self.byteCount = byteCount
    self.kind = kind
    self.name = name
  }
}
