/// What a sweep keeps of a cell, a file each.
public struct SweepResult: Equatable, Sendable, Codable {
  /// The file's kind: another one is refused when it is read.
  public enum Schema: String, Sendable, Codable {
    /// A cell's result.
    case cell = "mmubench.sweep-cell"
  }

  /// The version of the schema: another one is refused when it is read.
  public enum Version: Int, Sendable, Codable {
    /// The first.
    case first = 1
  }

  /// Why a cell has no profile.
  public struct Failure: Error, Equatable, Sendable, Codable {
    /// What `mmubench profile` would exit with.
    public var exitCode: Int32
    /// One sentence.
    public var reason: String

    /// A failure.
    public init(exitCode: Int32, reason: String) {
      self.exitCode = exitCode
      self.reason = reason
    }
  }

  /// The kind of file.
  public var schema = Schema.cell
  /// The version of the schema.
  public var version = Version.first
  /// What was to be run.
  public var cell: SweepCell
  /// What the trace's bytes came to; `nil` for a workload.
  public var trace: FileFingerprint?
  /// The profile, unless it failed.
  public var profile: TLBProfile?
  /// Why it failed.
  public var failure: Failure?
  /// A hash of the program that ran it.
  public var program: String

  /// The result of a cell that was run.
  public init(_ cell: SweepCell, trace: FileFingerprint?, _ profile: TLBProfile, program: String) {
    self.cell = cell
    self.trace = trace
    self.profile = profile
    self.program = program
  }

  /// The result of a cell that cannot be run.
  public init(_ cell: SweepCell, trace: FileFingerprint?, _ failure: Failure, program: String) {
    self.cell = cell
    self.trace = trace
    self.failure = failure
    self.program = program
  }

  /// Why the file cannot stand for a cell; `nil` if it can, be it as a failure.
  public func unfitness(for cell: SweepCell) -> String? {
    if self.cell != cell { return "it is of another cell: \(self.cell.label)" }
    guard let profile else { return failure == nil ? "it has neither a profile nor a failure" : nil }
    if profile.source != cell.source || profile.tlb.pageSize != cell.pageSize {
      return "its profile is of another configuration"
    }
    if let tlbs = Self.tlbs(of: cell), profile.tlb != tlbs { return "its TLBs are not what '\(cell.tlb)' means today" }
    if profile.digest != profile.counts.digest { return "its counts do not have its digest" }
    return profile.isComplete ? nil : "its profile is incomplete"
  }

  /// The TLBs that a cell's text stands for; `nil` if there are none, or not here.
  private static func tlbs(of cell: SweepCell) -> TLBProfile.TLBs? {
    (try? TLBDescription.load(cell.tlb).model(for: [cell.size])).map { TLBProfile.TLBs($0, pages: cell.size.name) }
  }
}
