import ArgumentParser
import Benchmarks
import Foundation

/// The options of `bench` that say which benchmarks run.
struct BenchSelection: ParsableArguments {
  @Option(help: ArgumentHelp("Run the benchmarks whose names match, and their limits.", valueName: "regex"))
  var filter: String?

  @Option(help: ArgumentHelp("Leave out the benchmarks and limits whose names match.", valueName: "regex"))
  var skip: String?

  @Flag(
    help: ArgumentHelp(
      "Run only benchmarks whose tables and books stay in a second-level cache, and their limits.",
      discussion: "Their times depend least on what else uses the machine, so that a change of a few percent shows."))
  var resident = false

  @Flag(help: "Leave out the limits of the benchmarks that --filter or --resident selects.")
  var withoutLimits = false

  @Option(
    help: ArgumentHelp(
      "Hold every benchmark against this one, in the same rounds, instead of against its limit.", valueName: "name"))
  var baselineBench: String?

  /// The benchmarks, from a suite of their own: no other selection shares their fixtures.
  ///
  /// - Parameters:
  ///   - libraryFilter: the filter that counts where there is none of ours.
  ///   - bringsLimits: whether the limits of what is selected come with it.
  func benchmarks(_ libraryFilter: String? = nil, bringsLimits: Bool = true) throws -> [Benchmark] {
    let filter = try (filter ?? libraryFilter).map { (text: $0, pattern: try Self.expression($0)) }
    let skip = try skip.map(Self.expression)
    let isSelected = { (benchmark: Benchmark) in
      (filter?.pattern.matches(benchmark.name) ?? true) && (!resident || benchmark.isResident)
    }
    let isWhole = filter == nil && !resident
    let brings = bringsLimits && !withoutLimits && baselineBench == nil
    var benchmarks =
      brings ? BenchmarkSuite.selection(where: isSelected) : BenchmarkSuite.all().filter(isSelected)
    if isWhole && withoutLimits { benchmarks.removeAll { $0.isLimit } }
    benchmarks.removeAll { skip?.matches($0.name) ?? false }
    try check(benchmarks, filter?.text)
    return try withBaseline(benchmarks)
  }

  private func check(_ benchmarks: [Benchmark], _ filter: String?) throws {
    guard benchmarks.isEmpty else { return }
    let which = filter.map { "matches '\($0)'" } ?? "is left"
    let also = [resident ? "is resident" : nil, skip.map { "is not skipped by '\($0)'" }].compactMap { $0 }
    let condition = ([which] + (filter == nil ? [] : also)).joined(separator: " and ")
    throw CommandFailure(.usage, "no benchmark \(condition); 'mmubench bench --list' shows them all")
  }

  /// With the benchmark that all are held against, where the suite has it.
  private func withBaseline(_ benchmarks: [Benchmark]) throws -> [Benchmark] {
    guard let baselineBench, !benchmarks.contains(where: { $0.name == baselineBench }) else { return benchmarks }
    // From the same suite: its fixtures may be shared.
    let names = Set(benchmarks.map(\.name)).union([baselineBench])
    let all = BenchmarkSuite.all().filter { names.contains($0.name) }
    guard all.count == names.count else {
      throw CommandFailure(
        .usage, "--baseline-bench: there is no benchmark '\(baselineBench)'; 'mmubench bench --list' shows them all")
    }
    return all
  }

  private static func expression(_ text: String) throws -> NSRegularExpression {
    guard let pattern = try? NSRegularExpression(pattern: text) else {
      throw CommandFailure(.usage, "'\(text)' is no regular expression; quote it, and escape what stands for itself")
    }
    return pattern
  }
}

extension NSRegularExpression {
  /// Whether it matches somewhere in a text.
  fileprivate func matches(_ text: String) -> Bool {
    firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
  }
}
