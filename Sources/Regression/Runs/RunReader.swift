/// Reads what benchmarks and profiles have written: our own files and Google Benchmark's JSON of any program.
public enum RunReader {
  /// One side of a comparison.
  ///
  /// - Parameters:
  ///   - path: a file, a folder whose `.json` files are all read, or `-` for standard input.
  ///   - counters: counters of plain Google Benchmark files that are exact. Our own files say themselves which are.
  public static func read(_ path: String, counters: [CounterChoice] = []) throws(RunFailure) -> MeasuredRun {
    throw RunFailure(.noInput, path, "cannot be read")
  }
}
