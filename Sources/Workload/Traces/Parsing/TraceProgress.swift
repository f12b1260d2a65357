/// How far one call of a trace's parser came.
public struct TraceProgress: Equatable, Sendable {
  /// The bytes that need not be presented again.
  public var byteCount: Int
  /// The words written: accesses, and events between them.
  public var accessCount: Int

  init(byteCount: Int = 0, accessCount: Int = 0) {
    self.byteCount = byteCount
    self.accessCount = accessCount
  }
}
