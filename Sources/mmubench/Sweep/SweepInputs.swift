import CHost
import Profiling
import Synchronization

/// The traces of a sweep: what their bytes come to, or why they cannot be read.
struct SweepInputs: Sendable {
  private let traces: [String: Result<FileFingerprint, SweepResult.Failure>]

  /// Reads the traces of some cells, several at a time; those that an interrupt kept it from are left out.
  init(of cells: [SweepCell], jobs: Int) {
    let paths = Set(cells.compactMap(Self.path))
    let found = Mutex<[String: Result<FileFingerprint, SweepResult.Failure>]>([:])
    WorkerPool(paths.sorted()).run(jobs: jobs) { _, path in
      if let trace = Self.fingerprint(path) { found.withLock { $0[path] = trace } }
      return !host_was_interrupted()
    }
    traces = found.withLock { $0 }
  }

  /// What the trace of a cell comes to; `nil` for a workload.
  func trace(of cell: SweepCell) throws(SweepResult.Failure) -> FileFingerprint? {
    try Self.path(cell).flatMap { traces[$0] }?.get()
  }

  private static func path(_ cell: SweepCell) -> String? {
    cell.source.kind == .trace ? cell.source.name.first : nil
  }

  private static func fingerprint(_ path: String) -> Result<FileFingerprint, SweepResult.Failure>? {
    do {
      return try FileFingerprint(of: SweepTrace(path).path) { !host_was_interrupted() }.map { .success($0) }
    } catch {
      return .failure(SweepResult.Failure(error))
    }
  }
}
