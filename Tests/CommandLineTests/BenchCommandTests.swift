import Foundation
import Testing

/// `bench`, `verify`, `list` and `doctor` as a user runs them.
@Suite struct BenchCommandTests {
  private static let comparer = "/usr/share/benchmark/compare.py"
  private var comparer: String { Self.comparer }

  private static var hasComparer: Bool {
    guard FileManager.default.fileExists(atPath: comparer) else { return false }
    return (try? CommandRun.inShell("python3 -c 'import numpy, scipy'"))?.status == 0
  }

  private struct Row: Decodable {
    let name: String
    let cpu_time: Double?
    let allocations: Int?
    let ratio_to_limit: Double?
  }

  private struct File: Decodable {
    struct Context: Decodable { let schema: String }
    let context: Context
    let benchmarks: [Row]
  }

  @Test func writesAFileInGoogleBenchmarksShapeAndPrintsTheTable() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun([
      "bench", "--filter", "^tlb/hit/direct", "--reps", "2", "--benchmark_min_time=0.001", "--out",
      folder.path("r.json"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("× limit") && run.output.contains("limit/tlb-probe"))
    let file = try JSONDecoder().decode(File.self, from: folder.contents("r.json"))
    #expect(file.context.schema == "mmubench.bench")
    #expect(
      file.benchmarks.map(\.name).sorted() == [
        "limit/tlb-probe", "limit/tlb-probe", "tlb/hit/direct-mapped-1024", "tlb/hit/direct-mapped-1024",
      ])
    for row in file.benchmarks { #expect(row.allocations == 0 && (row.cpu_time ?? 0) > 0) }
    #expect(file.benchmarks.contains { $0.ratio_to_limit != nil })
    #expect(try folder.names == ["r.json"])
  }

  @Test func anEnvironmentVariableOfTheLibraryChangesNothing() throws {
    let arguments = ["bench", "--filter", "shim", "--reps", "1", "--benchmark_min_time=0.001", "--format", "csv"]
    let run = try CommandRun(arguments, environment: ["BENCHMARK_FILTER": "nothing", "BENCHMARK_LIST_TESTS": "true"])
    #expect(run.status == 0 && run.output.contains("shim/empty"))
  }

  /// Google Benchmark's own comparer, from Debian's libbenchmark-tools, where it and what it needs are installed.
  @Test(.enabled(if: BenchCommandTests.hasComparer, "skipped: no compare.py with numpy and scipy"))
  func googleBenchmarksComparerReadsTheFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("r.json")
    let run = try CommandRun([
      "bench", "--benchmark_filter=shim", "--benchmark_repetitions=2", "--benchmark_min_time=0.001", "--out", path,
    ])
    #expect(run.status == 0, "\(run.errors)")
    let comparison = try CommandRun.inShell("python3 \(comparer) --no-color benchmarks \(path) \(path)")
    #expect(comparison.status == 0, "\(comparison.errors)")
    #expect(comparison.output.contains("shim/empty") && comparison.output.contains("+0.0000"))
  }

  @Test func listsWhatTheFilterSelects() throws {
    let run = try CommandRun(["bench", "--list", "--filter", "not-present"])
    #expect(run.output == "walk/x86-long4/not-present\nlimit/walk-x86-long4/not-present\n")
  }

  @Test(arguments: [
    (["bench", "--filter", "nosuch"], 64, "no benchmark matches 'nosuch'"),
    (["bench", "--filter", "("], 64, "no regular expression"),
    (["bench", "--reps", "0"], 64, "--reps must be at least 1"),
    (["bench", "--nosuch"], 64, "Unknown argument '--nosuch'"),
    (["bench", "--filter", "shim", "--benchmark_nosuch=1"], 64, "does not take '--benchmark_nosuch=1'"),
    (["bench", "--benchmark_filter=nosuch"], 64, "no benchmark matches 'nosuch'"),
    (["bench", "--benchmark_repetitions=x"], 64, "--benchmark_repetitions takes a count"),
    (["bench", "--benchmark_format=xml"], 64, "use --format"),
    (["bench", "--filter", "shim", "--benchmark_out=/no/such/folder/x"], 74, "/no/such/folder/x"),
    (["bench", "--filter", "shim", "--out", "/no/such/folder/x"], 74, "/no/such/folder/x"),
    (["verify", "--accesses", "1"], 64, "--accesses must be"),
    (["list", "nosuch"], 64, "nosuch"),
    (["nosuch"], 64, "nosuch"),
  ])
  func saysWhatIsWrong(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func aFullDeviceIsSaid() throws {
    let run = try CommandRun.inShell("\"$0\" list >/dev/full")
    #expect(run.status == 74 && run.errors.contains("standard output: No space left on device"))
  }

  @Test(.timeLimit(.minutes(2))) func keepsWhatItFinishedWhenInterrupted() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("r.json")
    // So many rounds take hours.
    let running = try CommandRun.Running([
      "bench", "--filter", "^shim|^walk/.*/hot", "--reps", "1000000", "--out", path,
    ])
    try running.waitForCPUTime(seconds: 1)
    kill(running.process.processIdentifier, SIGINT)
    let run = try running.finish()
    #expect(run.status == 130 && run.errors.contains("interrupted"))
    #expect(run.output.contains("shim/empty"))
    #expect(try JSONDecoder().decode(File.self, from: folder.contents("r.json")).benchmarks.count >= 2)
  }

  @Test func verifiesAndSaysSoInJSON() throws {
    let run = try CommandRun(["verify", "--accesses", "40000", "--seed", "3", "--format", "json"])
    #expect(run.status == 0 && run.output.contains("\"schema\" : \"mmubench.verify\""))
    #expect(!run.output.contains("disagreement"))
  }

  @Test(arguments: ["benchmarks", "workloads", "techniques", "costs", "formats", "presets"])
  func listsEachSubject(_ subject: String) throws {
    let run = try CommandRun(["list", subject, "--format", "json"])
    let items = try JSONDecoder().decode([[String: String]].self, from: Data(run.output.utf8))
    #expect(!items.isEmpty && items.allSatisfy { $0["kind"] == subject && $0["name"]?.isEmpty == false })
  }

  @Test func examinesTheMachine() throws {
    let run = try CommandRun(["doctor"])
    #expect(run.status == 0)
    for subject in ["processor", "load", "stolen time", "noise", "/dev/kvm", "valgrind"] {
      #expect(run.output.contains(subject), "\(subject)")
    }
  }
}
