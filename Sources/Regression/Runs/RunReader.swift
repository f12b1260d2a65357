/// Reads what benchmarks and profiles have written: our own files and Google Benchmark's JSON of any program.
public enum RunReader {
  /// One side of a comparison.
  ///
  /// - Parameters:
  ///   - path: a file, a folder whose `.json` files are all read, or `-` for standard input. Several files, and rows of
  ///     several processes in one, that have the same benchmark are several processes.
  ///   - counters: counters of plain Google Benchmark files that are exact. Our own files say themselves which are.
  public static func read(_ path: String, counters: [CounterChoice] = []) throws(RunFailure) -> MeasuredRun {
    var merge = RunMerge()
    for file in try FileBytes.files(inFolder: path) ?? [path] {
      try merge.add(ResultFile(FileBytes.read(file), path: file, counters: counters))
    }
    return merge.run(label: path)
  }

  /// One side of a comparison that is the content of a file.
  ///
  /// - Parameters:
  ///   - bytes: the content.
  ///   - path: what failures call it.
  public static func read(_ bytes: [UInt8], path: String, counters: [CounterChoice] = []) throws(RunFailure)
    -> MeasuredRun
  {
    var merge = RunMerge()
    try merge.add(ResultFile(bytes, path: path, counters: counters))
    return merge.run(label: path)
  }
}
