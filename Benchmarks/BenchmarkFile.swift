import CBenchmark
import Foundation
import Regression
import Report

/// Results as JSON in Google Benchmark's own shape, which its compare.py reads, with more beside it.
///
/// Every repetition is a row of `benchmarks`, named as Google Benchmark names it; a benchmark that was not timed is one row
/// without times.
public struct BenchmarkFile: Codable, Equatable, Sendable {
  /// The value of `context.schema`.
  public static let schema = "mmubench.bench"
  /// The value of `context.schema_version`. A reader refuses others.
  public static let schemaVersion = 1

  /// Where and how the results were made.
  public let context: BenchmarkContext
  /// One row a repetition.
  public let benchmarks: [Row]

  /// One repetition of a benchmark. The fields up to `time_unit` are Google Benchmark's.
  public struct Row: Codable, Equatable, Sendable {
    let name: String
    let family_index: Int
    let per_family_instance_index: Int
    let run_name: String
    let run_type: String
    let repetitions: Int
    let repetition_index: Int?
    let threads: Int
    let iterations: Int64?
    let real_time: Double?
    let cpu_time: Double?
    let time_unit: String?
    let error_occurred: Bool?
    let error_message: String?
    let process: Int?
    let allocations: Int64?
    let allocations_per_op: Double?
    let limit: String?
    let ratio_to_limit: Double?
    let baseline: String?
    let ratio_to_baseline: Double?
    let spread: Double?
    let summary: String
    let counters: [ExactCounter]
  }

  /// The file of a run.
  ///
  /// - Parameter baseline: the benchmark that all others are held against, if there is one.
  public init(_ results: [BenchmarkResult], context: BenchmarkContext, baseline: String? = nil) {
    self.context = context
    benchmarks = results.enumerated().flatMap { family, result in
      Rows(of: result, family: family, results, baseline: baseline).all
    }
  }

  /// The file as text: a row a line.
  public func json() throws -> String {
    let rows = try benchmarks.map { "    " + (try JSONText.line($0)) }.joined(separator: ",\n")
    let context = try JSONText.encode(context).split(separator: "\n").joined(separator: "\n  ")
    return "{\n  \"benchmarks\" : [\n\(rows)\n  ],\n  \"context\" : \(context)\n}\n"
  }

  /// The results that the file was made of.
  ///
  /// - Parameter process: the number of the process that wrote it.
  public func results(process: Int = 0) -> [BenchmarkResult] {
    var results: [BenchmarkResult] = []
    var places: [String: Int] = [:]
    for row in benchmarks {
      let place = places[row.name] ?? results.count
      if place == results.count {
        results.append(row.emptyResult)
        places[row.name] = place
      }
      row.add(to: &results[place], process: process)
    }
    return results
  }
}

extension BenchmarkFile.Row {
  /// What the row says of its benchmark, without what was measured.
  fileprivate var emptyResult: BenchmarkResult {
    let suffix = BenchmarkResult.suffix(threads: threads)
    let limit = limit.map { $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0 }
    return BenchmarkResult(name: run_name, limit: limit, summary: summary, threads: threads)
  }

  /// Puts what the row says into its benchmark's result.
  fileprivate func add(to result: inout BenchmarkResult, process: Int) {
    result.counters = counters
    if error_occurred == true { result.failure = BenchmarkFailure(reason: error_message ?? "no reason was given") }
    guard let iterations, let allocations else { return }
    guard let cpu_time, let real_time else {
      result.trial = BenchmarkTrial(operations: iterations, allocations: allocations)
      return
    }
    result.samples.append(
      BenchmarkSample(
        iterations: iterations, realTime: real_time, cpuTime: cpu_time, allocations: allocations,
        round: repetition_index ?? 0, process: process))
  }
}

/// A result's rows on their way into a file.
private struct Rows {
  private let result: BenchmarkResult
  private let family: Int
  private let baseline: String?
  private let ratioToLimit: Double?
  private let ratioToBaseline: Double?

  init(of result: BenchmarkResult, family: Int, _ results: [BenchmarkResult], baseline: String?) {
    self.result = result
    self.family = family
    self.baseline = baseline == result.name ? nil : baseline
    ratioToLimit = BenchmarkTable.ratio(result, to: result.limit, in: results)
    ratioToBaseline = BenchmarkTable.ratio(result, to: self.baseline, in: results)
  }

  var all: [BenchmarkFile.Row] {
    let failures = result.failure.map { [row(failure: $0)] } ?? []
    let trials = result.trial.map { [row(trial: $0)] } ?? []
    return failures + trials + result.samples.map { row($0) }
  }

  private func fullName(_ name: String?) -> String? {
    name.map { $0 + BenchmarkResult.suffix(threads: result.threads) }
  }

  private func row(
    _ sample: BenchmarkSample? = nil, trial: BenchmarkTrial? = nil, failure: BenchmarkFailure? = nil
  ) -> BenchmarkFile.Row {
    let operations = sample?.iterations ?? trial?.operations
    let allocations = sample?.allocations ?? trial?.allocations
    let repetitions = result.samples.count { $0.process == sample?.process }
    return BenchmarkFile.Row(
      name: result.fullName, family_index: family, per_family_instance_index: 0, run_name: result.name,
      run_type: "iteration", repetitions: max(1, repetitions), repetition_index: sample?.round,
      threads: result.threads, iterations: operations, real_time: sample?.realTime, cpu_time: sample?.cpuTime,
      time_unit: trial == nil ? "ns" : nil, error_occurred: failure.map { _ in true }, error_message: failure?.reason,
      process: sample.flatMap { $0.process > 0 ? $0.process : nil }, allocations: allocations,
      allocations_per_op: sample.map { Double($0.allocations) / Double(max(1, $0.iterations)) },
      limit: fullName(result.limit),
      ratio_to_limit: failure == nil ? ratioToLimit : nil, baseline: fullName(baseline),
      ratio_to_baseline: failure == nil ? ratioToBaseline : nil, spread: result.spread, summary: result.summary,
      counters: result.counters)
  }
}
