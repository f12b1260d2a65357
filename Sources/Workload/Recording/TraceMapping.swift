/// A stretch of a recorded program's address space.
public struct TraceMapping: Equatable, Codable, Sendable {
  /// The first address.
  public var start: UInt64
  /// The first address behind it.
  public var end: UInt64
  /// Where in the file it begins; 0 where there is no file.
  public var offset: UInt64
  /// What is allowed: `r-xp`, as in `/proc/PID/maps`.
  public var permissions: String
  /// The file, or `[heap]`, `[stack]`, `[anon]` and the like.
  public var path: String

  /// A mapping.
  public init(start: UInt64, end: UInt64, offset: UInt64, permissions: String, path: String) {
    self.start = start
    self.end = end
    self.offset = offset
    self.permissions = permissions
    self.path = path
  }
}
