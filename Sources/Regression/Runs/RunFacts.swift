/// Where and how results were made, as far as their file says.
public struct RunFacts: Equatable, Sendable, Codable {
  /// What wrote the file.
  public enum Source: String, Sendable, Codable {
    /// `mmubench bench`.
    case bench = "mmubench.bench"
    /// `mmubench profile`.
    case profile = "mmubench.profile"
    /// Any other program with Google Benchmark.
    case googleBenchmark = "google-benchmark"
    /// Files of more than one kind.
    case mixed
  }

  /// What wrote the file.
  public var source: Source
  /// When, as the file says it.
  public var date: String?
  /// The revision of the source.
  public var gitRevision: String?
  /// A hash of the program.
  public var codeHash: String?
  /// The compiler's version.
  public var swiftVersion: String?
  /// The machine.
  public var host: HostFingerprint?
  /// Whether the run ended early.
  public var isInterrupted: Bool

  /// Facts.
  public init(
    source: Source, date: String? = nil, gitRevision: String? = nil, codeHash: String? = nil,
    swiftVersion: String? = nil, host: HostFingerprint? = nil, isInterrupted: Bool = false
  ) {
    self.source = source
    self.date = date
    self.gitRevision = gitRevision
    self.codeHash = codeHash
    self.swiftVersion = swiftVersion
    self.host = host
    self.isInterrupted = isInterrupted
  }
}
