/// Several profiles of one stream of accesses, as a JSON file has them.
public struct ProfileList: Equatable, Sendable, Codable {
  /// The file's kind: another one is refused when it is read.
  public enum Schema: String, Sendable, Codable {
    /// A list of profiles.
    case profiles = "mmubench.profiles"
  }

  /// The version of the schema: another one is refused when it is read.
  public enum Version: Int, Sendable, Codable {
    /// The first.
    case first = 1
  }

  /// The kind of file.
  public var schema = Schema.profiles
  /// The version of the schema.
  public var version = Version.first
  /// The profiles, in the order in which their TLBs were given.
  public var profiles: [TLBProfile]

  /// A list.
  public init(_ profiles: [TLBProfile]) { self.profiles = profiles }
}
