/// What must be the same for times to come from the same machine.
public struct HostFingerprint: Equatable, Hashable, Sendable, Codable {
  /// The machine's name.
  public var hostName: String
  /// The processor's name; empty where the file does not say.
  public var processor: String
  /// How many processors are online.
  public var processorCount: Int

  /// A fingerprint.
  public init(hostName: String, processor: String, processorCount: Int) {
    self.hostName = hostName
    self.processor = processor
    self.processorCount = processorCount
  }
}
