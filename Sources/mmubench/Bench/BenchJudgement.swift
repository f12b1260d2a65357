import Benchmarks
import CHost

/// What results of `bench` mean for its exit status.
enum BenchJudgement {
  /// Fails for what makes times worthless: wrong results, allocations, errors, an interrupt.
  static func judge(_ results: [BenchmarkResult]) throws {
    for result in results {
      if case .mismatch(let difference)? = result.failure {
        throw CommandFailure(.wrong, "\(result.name) was not timed, it is wrong: \(difference)")
      }
    }
    if let allocating = results.first(where: { $0.allocations > 0 }) {
      throw CommandFailure(.wrong, "\(allocating.name) allocated \(allocating.allocations) times in timed code")
    }
    if let failed = results.first(where: { $0.failure != nil }), let failure = failed.failure {
      throw CommandFailure(.internalError, "\(failed.name) did not run: \(failure.reason)")
    }
    if host_was_interrupted() {
      throw CommandFailure(.interrupted, "interrupted; the results are of the benchmarks that had finished")
    }
  }
}
