import Profiling
import Workload

extension SweepResult.Failure {
  /// What `mmubench profile` would say and exit with.
  init(_ error: any Error) {
    if case TraceFailure.unknownFormat(let name) = error {
      self.init(
        exitCode: ExitStatus.badData.rawValue,
        reason:
          "\(name) is of no format that its beginning tells; write it before the path, as in --trace champsim:\(name)")
      return
    }
    do {
      try ProfileFailure.translated { throw error }
      self.init(exitCode: ExitStatus.internalError.rawValue, reason: "\(error)")
    } catch let failure as CommandFailure {
      self.init(exitCode: failure.status.rawValue, reason: failure.message)
    } catch let failure as SweepFailure {
      let status: ExitStatus =
        switch failure {
        case .notAFile: .noInput
        case .noAccesses: .badData
        }
      self.init(exitCode: status.rawValue, reason: "\(failure)")
    } catch {
      self.init(exitCode: ExitStatus.internalError.rawValue, reason: "internal error: \(error)")
    }
  }
}
