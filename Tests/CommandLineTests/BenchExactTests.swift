import Foundation
import Testing

/// `bench` where it counts instead of timing, and where it times in other ways.
@Suite struct BenchExactTests {
  private struct Counter: Decodable, Equatable {
    let name: String
    let events: UInt64
    let operations: UInt64
    let validFor: String?
  }

  private struct Row: Decodable {
    let name: String
    let run_name: String
    let process: Int?
    let repetition_index: Int?
    let threads: Int
    let iterations: Int
    let cpu_time: Double?
    let real_time: Double?
    let allocations: Int
    let ratio_to_limit: Double?
    let baseline: String?
    let ratio_to_baseline: Double?
    let counters: [Counter]
  }

  private struct File: Decodable {
    let context: Context
    let benchmarks: [Row]
    struct Context: Decodable {
      let preset: String
      let machine_room: String?
    }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs `bench`, and reads what it wrote.
  private func bench(_ arguments: String...) throws -> (file: File, run: CommandRun) {
    let run = try CommandRun(["bench", "--out", folder.path("r.json")] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return (try JSONDecoder().decode(File.self, from: folder.contents("r.json")), run)
  }

  private static var hasValgrind: Bool {
    (try? CommandRun.inShell("command -v valgrind && { command -v strip || command -v llvm-strip; }"))?.status == 0
  }

  @Test func exactTimesNothing() throws {
    let (file, run) = try bench("--preset", "exact", "--filter", "^walk/x86-long4/hot/4k|^tlb/hit/direct")
    #expect(file.context.preset == "exact")
    #expect(file.benchmarks.count == 4)
    for row in file.benchmarks { #expect(row.cpu_time == nil && row.real_time == nil && row.allocations == 0) }
    #expect(file.benchmarks.first { $0.name == "walk/x86-long4/hot/4k" }?.counters.map(\.events) == [4])
    #expect(run.output.contains("refs/op") && !run.output.contains("ns/op") && !run.output.contains("limit  "))
  }

  /// A few quick benchmarks of every family.
  private static let family =
    "^(shim/empty|tlb/(flush/page|hit/set-associative-64x4-lru)|walk/(x86-long4/hot/4k|riscv-sv39/hot)"
    + "|walk-nested/x86-pae-on-npt/hot|walk-batch/x86-long4/hot|shadow/(resync/8-changed/unsync|fork/500-children/vtlb)"
    + "|shadow/unmap/100-aliases|trace/read/(csv|champsim|lackey)|limit/(copy-records/champsim|copy-page))"

  /// The same source gives the same counts, whatever else is counted, wherever, and in whatever environment.
  @Test(.enabled(if: BenchExactTests.hasValgrind, "skipped: Valgrind is not installed"))
  func instructionsAreTheSameTwice() throws {
    let (first, run) = try bench("--preset", "exact", "--callgrind", "--filter", Self.family)
    #expect(run.output.contains("instr/op"))
    let again = try CommandRun(
      [
        "bench", "--preset", "exact", "--callgrind", "--without-limits", "--filter", Self.family, "--skip",
        "^shim|^tlb",
      ]
        + ["--out", folder.path("again.json")],
      environment: ["SOME_VARIABLE": String(repeating: "x", count: 777), "HOME": folder.path("")])
    #expect(again.status == 0, "\(again.errors)")
    let second = try JSONDecoder().decode(File.self, from: folder.contents("again.json"))
    #expect(second.benchmarks.count >= 12 && first.benchmarks.count > second.benchmarks.count)
    for row in second.benchmarks {
      let other = try #require(first.benchmarks.first { $0.name == row.name })
      #expect(row.counters == other.counters, "\(row.name)")
      let instructions = try #require(row.counters.first { $0.name == "instructions" })
      #expect(instructions.events > 0 && instructions.validFor?.contains("valgrind") == true)
    }
  }

  @Test(.enabled(if: BenchExactTests.hasValgrind, "skipped: Valgrind is not installed"))
  func anInjectedSlowdownShowsInInstructions() throws {
    let arguments = ["--preset", "exact", "--callgrind", "--without-limits", "--filter", "^walk/x86-long4/hot/4k"]
    func instructions(_ more: [String]) throws -> UInt64 {
      let run = try CommandRun(["bench", "--out", folder.path("r.json")] + arguments + more)
      #expect(run.status == 0, "\(run.errors)")
      let file = try JSONDecoder().decode(File.self, from: folder.contents("r.json"))
      return try #require(file.benchmarks[0].counters.first { $0.name == "instructions" }).events
    }
    let (plain, slow) = try (instructions([]), instructions(["--inject", "slowdown=5%"]))
    #expect(slow >= plain * 105 / 100 && slow < plain * 106 / 100, "\(plain), \(slow)")
  }

  @Test func aMissingToolIsSaid() throws {
    let run = try CommandRun(["bench", "--callgrind", "--filter", "shim"], environment: ["PATH": folder.path("")])
    #expect(run.status == 69 && run.errors.contains("apt-get install valgrind") && run.output.isEmpty)
  }

  @Test func processesGoIntoOneFile() throws {
    let (file, run) = try bench(
      "--processes", "3", "--reps", "2", "--min-time", "0.001", "--filter", "^shim", "--context", "machine_room=1")
    let rows = file.benchmarks.filter { $0.name == "shim/empty" }
    #expect(rows.map { $0.process ?? 0 } == [0, 0, 1, 1, 2, 2])
    #expect(rows.map(\.repetition_index) == [0, 1, 0, 1, 0, 1])
    #expect(rows.allSatisfy { $0.cpu_time != nil && $0.ratio_to_limit != nil })
    #expect(file.context.machine_room == "1")
    #expect(run.output.split(separator: "\n").count == 3)
  }

  @Test func threadsAreInTheName() throws {
    let (file, _) = try bench(
      "--threads", "2", "--reps", "2", "--min-time", "0.001", "--filter", "^walk/x86-long4/hot/4k|^trace/read/mmut")
    let rows = file.benchmarks.filter { $0.run_name == "walk/x86-long4/hot/4k" }
    #expect(rows.count == 2)
    for row in rows {
      #expect(row.name == "walk/x86-long4/hot/4k/threads:2" && row.threads == 2 && row.iterations % 2 == 0)
      #expect((row.ratio_to_limit ?? 0) > 0)
    }
    #expect(Set(rows.map(\.iterations)).count == 1)
  }

  @Test func anotherBenchmarkTakesTheLimitsPlace() throws {
    let (file, run) = try bench(
      "--baseline-bench", "walk/x86-long4/hot/4k", "--filter", "^walk/x86-long4/hot/[12]", "--reps", "1", "--min-time",
      "0.001")
    #expect(
      file.benchmarks.map(\.name) == ["walk/x86-long4/hot/4k", "walk/x86-long4/hot/2m", "walk/x86-long4/hot/1g"])
    #expect(file.benchmarks.map(\.baseline) == [nil, "walk/x86-long4/hot/4k", "walk/x86-long4/hot/4k"])
    #expect(file.benchmarks.map { $0.ratio_to_baseline == nil } == [true, false, false])
    #expect(run.output.contains("× baseline") && !run.output.contains("× limit"))
  }

  @Test func residentAndSkipSelect() throws {
    let run = try CommandRun(["bench", "--list", "--resident", "--filter", "^walk/x86-long4", "--skip", "/1g$"])
    let expected = ["hot/4k", "hot/2m", "l2/4k", "l2/2m", "not-present"].map { "walk/x86-long4/\($0)\n" }
    #expect(run.output == expected.joined())
  }

  @Test(arguments: [
    (["--skip", "("], "no regular expression"), (["--filter", "shim", "--skip", "."], "is not skipped by '.'"),
    (["--resident", "--filter", "dram"], "is resident"), (["--min-time", "0"], "--min-time must be above 0"),
    (["--min-time", "nan"], "--min-time must be"), (["--processes", "0"], "--processes must be from 1"),
    (["--threads", "4097"], "--threads must be from 1"), (["--context", "key"], "--context"),
    (["--context", "date=today"], "the context says 'date' itself"),
    (["--baseline-bench", "nosuch"], "there is no benchmark 'nosuch'"),
    (["--preset", "exact", "--reps", "3"], "--reps would change nothing"),
    (["--preset", "exact", "--processes", "3"], "--processes would change nothing"),
    (["--callgrind", "--threads", "2"], "--callgrind counts on one thread"),
  ])
  func saysWhatIsWrong(_ arguments: [String], _ sentence: String) throws {
    let run = try CommandRun(["bench"] + arguments)
    #expect(run.status == 64 && run.errors.contains(sentence) && run.output.isEmpty, "\(run.errors)")
  }

  @Test func countingInstructionsNeedsValgrind() throws {
    let run = try CommandRun(["count-instructions", folder.write("shim/empty\n", to: "list")])
    #expect(run.status == 64 && run.errors.contains("only under Valgrind"))
  }
}
