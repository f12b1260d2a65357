/// A prefetcher as a file or an option describes it.
public struct TLBPrefetchDescription: Equatable, Sendable {
  /// What it predicts by, as a user writes it.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    /// The page after the one that missed.
    case nextPage = "next"
    /// The distance of the last two misses, again.
    case stride
    /// What followed a distance before.
    case distance
  }

  /// What it predicts by.
  public var kind: Kind
  /// How many translations its buffer holds, 1 to 64.
  public var buffer: Int

  /// A prefetcher.
  public init(_ kind: Kind, buffer: Int) {
    self.kind = kind
    self.buffer = buffer
  }
}

extension TLBPrefetchDescription: Codable {
  private static let keys = ["kind", "buffer"]

  /// Reads a description; refuses unknown keys.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(knowing: Self.keys)
    self.init(try container.name("kind", otherwise: nil), buffer: try container.value("buffer", otherwise: 16))
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONKey.self)
    try container.encode(kind, forKey: JSONKey(stringValue: "kind"))
    try container.encode(buffer, forKey: JSONKey(stringValue: "buffer"))
  }
}
