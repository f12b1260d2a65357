import CBenchmark
import Foundation
import Regression
import Report

/// Results as JSON in Google Benchmark's own shape, which its compare.py reads, with more beside it.
///
/// Every repetition is a row of `benchmarks`, named as Google Benchmark names it.
public struct BenchmarkFile: Codable, Equatable, Sendable {
  /// The value of `context.schema`.
  public static let schema = "mmubench.bench"
  /// The value of `context.schema_version`. A reader refuses others.
  public static let schemaVersion = 1

  /// Where and how the results were made.
  public let context: Context
  /// One row a repetition.
  public let benchmarks: [Row]

  /// Where and how the results were made. The first nine are Google Benchmark's.
  public struct Context: Codable, Equatable, Sendable {
    let date: String
    let host_name: String
    let executable: String
    let num_cpus: Int
    let mhz_per_cpu: Int
    let cpu_scaling_enabled: Bool
    let caches: [String]
    let load_avg: [Double]
    let library_build_type: String
    let schema: String
    let schema_version: Int
    let library_note: String
    let cpu_model: String
    let is_virtualized: Bool
    let operating_system: String
    let swift_version: String
    let code_hash: String
    let git_revision: String?
    let preset: String
    let load_before: Double
    let load_after: Double
    let stolen_ticks: UInt64
    let interrupted: Bool
  }

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
    let time_unit: String
    let error_occurred: Bool?
    let error_message: String?
    let allocations: Int64?
    let allocations_per_op: Double?
    let limit: String?
    let ratio_to_limit: Double?
    let spread: Double?
    let summary: String
    let counters: [ExactCounter]
  }

  /// The file of a run.
  public init(_ results: [BenchmarkResult], context: Context) {
    self.context = context
    benchmarks = results.enumerated().flatMap { Self.rows($1, family: $0, results) }
  }

  /// The file as text.
  public func json() throws -> String {
    return try JSONText.encode(self)
  }

  private static func rows(_ result: BenchmarkResult, family: Int, _ results: [BenchmarkResult]) -> [Row] {
    let ratio = BenchmarkTable.ratio(result, in: results)
    let failures = result.failure.map { [row(result, family, nil, $0, ratio: nil)] } ?? []
    return failures + result.samples.map { row(result, family, $0, nil, ratio: ratio) }
  }

  private static func row(
    _ result: BenchmarkResult, _ family: Int, _ sample: BenchmarkSample?, _ failure: BenchmarkFailure?, ratio: Double?
  ) -> Row {
    Row(
      name: result.name, family_index: family, per_family_instance_index: 0, run_name: result.name,
      run_type: "iteration", repetitions: max(1, result.samples.count), repetition_index: sample?.round, threads: 1,
      iterations: sample?.iterations, real_time: sample?.realTime, cpu_time: sample?.cpuTime, time_unit: "ns",
      error_occurred: failure.map { _ in true }, error_message: failure?.reason, allocations: sample?.allocations,
      allocations_per_op: sample.map { Double($0.allocations) / Double(max(1, $0.iterations)) }, limit: result.limit,
      ratio_to_limit: ratio, spread: result.spread, summary: result.summary, counters: result.counters)
  }
}

extension BenchmarkFile.Context {
  /// The context of a run that is over.
  public init(preset: String, loadBefore: Double, stolenBefore: UInt64, wasInterrupted: Bool) {
    let machine = benchmark_machine_info()
    let host = HostFacts()
    let build = BuildFacts()
    date = ISO8601DateFormatter().string(from: Date())
    host_name = machine.host_name.map { String(cString: $0) } ?? ""
    executable = CommandLine.arguments.first ?? "mmubench"
    num_cpus = Int(machine.cpu_count)
    mhz_per_cpu = Int(machine.mhz_per_cpu.rounded())
    cpu_scaling_enabled = machine.cpu_scaling_is_enabled
    caches = []
    load_avg = (0..<Int(machine.load_average_count)).map { machine.load_averages[$0] }
    library_build_type = machine.library_build_type.map { String(cString: $0) } ?? ""
    schema = BenchmarkFile.schema
    schema_version = BenchmarkFile.schemaVersion
    library_note =
      library_build_type == "debug" ? "Debian's package lacks NDEBUG and so calls itself debug; it is optimised" : ""
    cpu_model = host.processor
    is_virtualized = host.isVirtualized
    operating_system = host.operatingSystem
    swift_version = build.swiftVersion
    code_hash = build.codeHash
    git_revision = build.gitRevision
    self.preset = preset
    load_before = loadBefore
    load_after = HostFacts.load
    stolen_ticks = HostFacts.stolenTicks &- stolenBefore
    interrupted = wasInterrupted
  }
}
