/// The results of a sweep's shards, put together: the exact part alone, so that any split of the same cells comes to
/// the same bytes.
public struct SweepMerge: Equatable, Sendable, Codable {
  /// The file's kind: another one is refused when it is read.
  public enum Schema: String, Sendable, Codable {
    /// A merged sweep.
    case sweep = "mmubench.sweep"
  }

  /// The version of the schema: another one is refused when it is read.
  public enum Version: Int, Sendable, Codable {
    /// The first.
    case first = 1
  }

  /// A shard's folder.
  public struct Part: Sendable {
    /// What a user calls it.
    public var name: String
    /// The plan that it was made for.
    public var plan: SweepPlan
    /// The results that it has, for cells of the plan.
    public var results: [SweepResult]

    /// A folder's content.
    public init(name: String, plan: SweepPlan, results: [SweepResult]) {
      self.name = name
      self.plan = plan
      self.results = results
    }
  }

  /// A cell with its profile.
  public struct Row: Equatable, Sendable, Codable {
    /// What was run.
    public var cell: SweepCell
    /// What the trace's bytes came to; `nil` for a workload.
    public var trace: FileFingerprint?
    /// The profile without its timing.
    public var profile: TLBProfile
  }

  /// A cell that cannot be run.
  public struct Failed: Equatable, Sendable, Codable {
    /// What was to be run.
    public var cell: SweepCell
    /// Why it was not.
    public var failure: SweepResult.Failure

    /// A cell and its failure.
    public init(_ cell: SweepCell, _ failure: SweepResult.Failure) {
      self.cell = cell
      self.failure = failure
    }
  }

  /// The kind of file.
  public var schema = Schema.sweep
  /// The version of the schema.
  public var version = Version.first
  /// The finished cells, in the plan's order.
  public var cells: [Row] = []
  /// Those that failed.
  public var failed: [Failed] = []
  /// Those of which no part has a result.
  public var missing: [SweepCell] = []

  /// Puts the parts of a sweep together. Results that several parts have must agree.
  public init(_ parts: [Part]) throws(SweepMergeError) { try self.init(parts, of: Self.commonCells(parts)) }

  /// Takes the results of some cells from parts.
  public init(_ parts: [Part], of cells: [SweepCell]) throws(SweepMergeError) {
    try Self.checkTraces(parts)
    var found: [SweepCell: [(part: String, result: SweepResult)]] = [:]
    for part in parts {
      for result in part.results { found[result.cell, default: []].append((part.name, result)) }
    }
    for cell in cells { try add(cell, found[cell] ?? []) }
  }

  /// The cells of the sweep that all parts are of.
  private static func commonCells(_ parts: [Part]) throws(SweepMergeError) -> [SweepCell] {
    guard let first = parts.first else { return [] }
    let common = try cells(of: first)
    for part in parts where part.plan != first.plan {
      guard try cells(of: part) == common else { throw .differentSweeps(first.name, part.name) }
    }
    return common
  }

  private static func cells(of part: Part) throws(SweepMergeError) -> [SweepCell] {
    do throws(SweepPlanError) { return try part.plan.cells() } catch {
      throw .badPlan(part: part.name, error)
    }
  }

  private static func checkTraces(_ parts: [Part]) throws(SweepMergeError) {
    var known: [String: (part: String, trace: FileFingerprint)] = [:]
    for part in parts {
      for result in part.results {
        guard let trace = result.trace, result.profile != nil else { continue }
        let path = result.cell.source.label
        let other = known[path] ?? (part.name, trace)
        guard other.trace == trace else { throw .differentTraces(path: path, other.part, part.name) }
        known[path] = other
      }
    }
  }

  private mutating func add(
    _ cell: SweepCell, _ found: [(part: String, result: SweepResult)]
  ) throws(SweepMergeError) {
    var row: (part: String, row: Row)?
    for (part, result) in found {
      guard let profile = result.profile else { continue }
      let other = Row(cell: cell, trace: result.trace, profile: profile.exact)
      if let row, row.row.profile.tlb != other.profile.tlb { throw .differentTLBs(cell.tlb, row.part, part) }
      if let row, row.row != other { throw .disagreement(cell, row.part, part) }
      row = row ?? (part, other)
    }
    if let row {
      cells.append(row.row)
    } else if let failure = found.lazy.compactMap(\.result.failure).first {
      failed.append(Failed(cell, failure))
    } else {
      missing.append(cell)
    }
  }
}
