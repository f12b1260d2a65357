import Foundation
import Testing

/// `compare` of stored files as a user runs it: every exit code, and every way of writing a comparison.
@Suite struct CompareCommandTests {
  /// A file of ours: a benchmark's row for each process.
  private func ours(
    _ name: String = "walk", references: Int = 4, allocations: Int = 0, times: [Double] = [10], schema: Int = 1,
    error: String? = nil
  ) -> String {
    let failure = error.map { ", \"error_occurred\": true, \"error_message\": \"\($0)\"" } ?? ""
    let rows = times.enumerated().map { process, time in
      """
      {"name": "\(name)", "run_name": "\(name)", "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
       "process": \(process), "threads": 1, "iterations": 1000, "real_time": \(time), "cpu_time": \(time),
       "time_unit": "ns", "allocations": \(allocations), "summary": "one walk"\(failure), "counters":
       [{"name": "references", "events": \(references), "operations": 1, "unit": "table entries read",
       "polarity": "lower-is-better", "isExact": true}]}
      """
    }
    return """
      {"context": {"schema": "mmubench.bench", "schema_version": \(schema), "host_name": "vm", "num_cpus": 2,
       "cpu_model": "AMD EPYC"}, "benchmarks": [\(rows.joined(separator: ",\n"))]}
      """
  }

  /// A file of somebody else's Google Benchmark.
  private func plain(_ name: String = "walk", _ fields: String = "") -> String {
    """
    {"context": {"host_name": "vm", "num_cpus": 2}, "benchmarks": [{"name": "\(name)", "run_type": "iteration",
     "iterations": 1000, "real_time": 10.0, "cpu_time": 1.0e+01, "time_unit": "ns"\(fields)}]}
    """
  }

  private let noise = [10.0, 10.1, 10.05, 10.2, 10.02, 10.15]

  private func compare(_ base: String, _ head: String, _ options: String...) throws -> CommandRun {
    let folder = try TemporaryFolder()
    let paths = [try folder.write(base, to: "base.json"), try folder.write(head, to: "head.json")]
    return try CommandRun(["compare"] + paths + options)
  }

  @Test func isFineIfNothingBecameWorse() throws {
    let same = try compare(ours(), ours())
    #expect(same.status == 0 && same.output.contains("fine") && same.errors.isEmpty, "\(same.errors)")
    #expect(try compare(ours(), ours(references: 3)).status == 0)
  }

  @Test func aWorseCounterExitsWithOne() throws {
    let run = try compare(ours(), ours(references: 5))
    #expect(run.status == 1 && run.output.contains("references") && run.output.contains("+25.00%"))
    #expect(run.errors.isEmpty && run.output.contains("regressed: walk became worse"))
    let json = try compare(ours(), ours(references: 5), "--format", "json")
    #expect(json.status == 1 && json.errors.hasPrefix("mmubench: regressed: walk became worse"))
  }

  @Test func aSlowerTimeOfSixProcessesExitsWithOneUnlessItIsAdvisory() throws {
    let base = ours(times: noise)
    let head = ours(times: noise.map { $0 * 1.1 })
    #expect(try compare(base, head).status == 1)
    #expect(try compare(base, head, "--advisory-time").status == 0)
    #expect(try compare(base, head, "--margin", "20%").status == 0)
    let one = try compare(ours(), ours(times: [11]))
    #expect(one.status == 0 && one.output.contains("fewer than 6 processes") && one.output.contains("+10.00%"))
  }

  @Test func aMissingBenchmarkExitsWithTwoUnlessThatIsAllowed() throws {
    let run = try compare(ours(), ours("translate"))
    #expect(run.status == 2 && run.output.contains("renamed?"))
    #expect(try compare(ours(), ours("translate"), "--allow-missing").status == 0)
  }

  @Test func anotherSchemaExitsWithTwo() throws {
    let run = try compare(ours(), ours(schema: 2))
    #expect(
      run.status == 2 && run.output.isEmpty && run.errors.contains("head.json: context.schema_version: version 2"))
  }

  @Test func anAllocationOrAFailureExitsWithThree() throws {
    let run = try compare(ours(), ours(references: 5, allocations: 7))
    #expect(run.status == 3 && run.output.contains("wrong"))
    #expect(try compare(ours(), ours(error: "another translation")).status == 3)
  }

  @Test func whatCannotBeToldExitsWithFourIfItMustBe() throws {
    let wide = [10.0, 12, 11, 13, 10.5, 12.5]
    let sides = (ours(times: wide), ours(times: wide.map { $0 * 1.04 }))
    #expect(try compare(sides.0, sides.1).status == 0)
    let run = try compare(sides.0, sides.1, "--require-conclusive")
    #expect(run.status == 4 && run.output.contains("inconclusive"))
    #expect(try compare(ours(), ours(), "--require-conclusive").status == 4)
  }

  @Test(
    arguments: [
      [], ["a.json"], ["a.json", "b.json", "c.json"], ["--ab", "--aa", "x", "y"], ["--ab", "x"], ["--aa"],
      ["--self-test", "x", "y"], ["-", "-"], ["a", "b", "--margin", "3"], ["a", "b", "--margin=-1%"],
      ["a", "b", "--counter", "x"], ["a", "b", "--counter", "x=up"], ["a", "b", "--counter", "cpu_time=lower"],
      ["a", "b", "--counter", "items_per_second=higher"], ["a", "b", "--format", "yaml"], ["a", "b", "--out", "x.pdf"],
      ["--ab", "a", "b", "--counter", "x=lower"],
    ])
  func aWrongCallExitsWith64(arguments: [String]) throws {
    let run = try CommandRun(["compare"] + arguments)
    #expect(run.status == 64 && run.output.isEmpty && !run.errors.isEmpty)
  }

  @Test func aFilterOrCounterThatSelectsNothingExitsWith64() throws {
    #expect(try compare(ours(), ours(), "--filter", "^nothing$").status == 64)
    #expect(try compare(ours(), ours(), "--filter", "(").status == 64)
    let counter = try compare(plain(), plain(), "--counter", "branches=lower")
    #expect(counter.status == 64 && counter.errors.contains("'branches'"))
  }

  @Test(arguments: ["", "\u{0}\u{1}", "{", "[]", "{\"benchmarks\": [{}]}"])
  func aDamagedFileExitsWith65(text: String) throws {
    let run = try compare(ours(), text)
    #expect(run.status == 65 && run.output.isEmpty && run.errors.contains("head.json: "))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func aFileThatIsNotThereExitsWith66() throws {
    let run = try CommandRun(["compare", "/no/such.json", "/no/other.json"])
    #expect(run.status == 66 && run.errors == "mmubench: /no/such.json: cannot be opened: No such file or directory\n")
    let folder = try TemporaryFolder()
    #expect(try CommandRun(["compare", folder.url.path, folder.url.path]).status == 66)
  }

  @Test func aFileThatCannotBeWrittenExitsWith74AndBeforeAnythingIsRead() throws {
    let run = try compare("{", "{", "--out", "/no/such/folder/x.json")
    #expect(run.status == 74 && run.errors.contains("/no/such/folder/x.json"))
    let folder = try TemporaryFolder()
    let path = try folder.write(ours(), to: "a.json")
    #expect(try CommandRun.inShell("$0 compare '\(path)' '\(path)' > /dev/full").status == 74)
  }

  @Test func readsBothSidesOfDifferentPrograms() throws {
    let head = plain("walk", ", \"references\": 4.0000000000000000e+00")
    #expect(try compare(ours(), head, "--counter", "references=lower").status == 0)
    let worse = plain("walk", ", \"references\": 4.5000000000000000e+00")
    #expect(try compare(ours(), worse, "--counter", "references=lower").status == 1)
    // Somebody else's file does not say that it counts them.
    let unnamed = try compare(ours(), head)
    #expect(unnamed.status == 2 && unnamed.output.contains("--counter references=lower"))
    #expect(try compare(plain(), ours()).status == 0)
  }

  @Test func readsStandardInputAndFolders() throws {
    let folder = try TemporaryFolder()
    for (process, time) in noise.enumerated() { _ = try folder.write(ours(times: [time]), to: "\(process).json") }
    let head = ours(times: noise.map { $0 * 1.1 })
    let run = try CommandRun(["compare", folder.url.path, "-"], input: Data(head.utf8))
    #expect(run.status == 1 && run.output.contains("+10.00%"), "\(run.errors)")
  }

  @Test func aFilterChoosesOnBothSides() throws {
    let base = ours("walk", references: 4)
    let head = ours("walk", references: 5)
    #expect(try compare(base, head, "--filter", "^walk$").status == 1)
    #expect(try compare(base, ours("other"), "--filter", "other").status == 0)
  }

  @Test func writesEveryFormatAndSeveralFilesAtOnce() throws {
    let folder = try TemporaryFolder()
    let paths = [try folder.write(ours(), to: "a.json"), try folder.write(ours(references: 5), to: "b.json")]
    let files = ["c.json", "c.md", "c.xml", "c.txt"].flatMap { ["--out", folder.path($0)] }
    let summary = folder.path("summary.md")
    let run = try CommandRun(
      ["compare"] + paths + files + ["--format", "github"], environment: ["GITHUB_STEP_SUMMARY": summary])
    #expect(run.status == 1 && run.output.contains("::error"))
    let text = { (name: String) in String(decoding: try folder.contents(name), as: UTF8.self) }
    #expect(try text("c.json").contains("mmubench.comparison"))
    #expect(try text("c.xml").contains("<testsuite"))
    #expect(try text("c.md").contains("| "))
    #expect(try text("c.txt").contains("regressed"))
    #expect(try text("summary.md").contains("| "))
    // What was found of a benchmark is together.
    let evidence = try text("c.json").matches(of: /"evidence" : "([a-z]+)"/).map { String($0.1) }
    #expect(evidence == ["counter", "allocations", "time"])
    // Standard output and a file of one format are the same.
    let json = try CommandRun(["compare"] + paths + ["--format", "json", "--quiet"])
    #expect(try json.output == text("c.json"))
  }

  @Test func showsWhatHasNotChangedIfAsked() throws {
    let run = try compare(ours(), ours())
    let all = try compare(ours(), ours(), "--all")
    #expect(all.output.count > run.output.count && all.output.contains("table entries read"))
  }
}
