import Foundation
import Testing

/// `report` and `export` as a user runs them.
@Suite struct ReportCommandTests {
  /// A file of `bench` with one benchmark, its limit and one that failed.
  private func bench(_ revision: String, day: Int, time: Double = 10, references: Int = 4) -> String {
    func row(_ name: String, _ time: Double, _ more: String) -> String {
      """
      {"name": "\(name)", "run_name": "\(name)", "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
       "threads": 1, "iterations": 1000, "real_time": \(time), "cpu_time": \(time), "time_unit": "ns", "allocations": 0,
       "summary": "<walk>"\(more)}
      """
    }
    let counter =
      "[{\"name\": \"references\", \"events\": \(references), \"operations\": 1, \"unit\": \"entries read\", "
      + "\"polarity\": \"lower-is-better\", \"isExact\": true}]"
    let rows = [
      row("walk/hot", time, ", \"limit\": \"limit/loads\", \"counters\": \(counter)"),
      row("limit/loads", 5, ", \"counters\": []"),
    ]
    return """
      {"context": {"schema": "mmubench.bench", "schema_version": 1, "host_name": "vm", "num_cpus": 2,
       "cpu_model": "AMD EPYC", "date": "2026-11-\(day)T08:00:00Z", "git_revision": "\(revision)"},
       "benchmarks": [\(rows.joined(separator: ",\n"))]}
      """
  }

  private func report(_ folder: TemporaryFolder, _ names: [String]) throws -> CommandRun {
    try CommandRun(["report"] + names.map(folder.path) + ["--out", folder.path("report.html")])
  }

  private func page(_ folder: TemporaryFolder) throws -> String {
    String(decoding: try folder.contents("report.html"), as: UTF8.self)
  }

  @Test func aFolderBecomesOnePage() throws {
    let folder = try TemporaryFolder()
    for (day, revision) in ["aaa", "bbb", "ccc"].enumerated() {
      let isNew = day > 0
      let text = bench(revision, day: 10 + day, time: isNew ? 12 : 10, references: isNew ? 5 : 4)
      _ = try folder.write(text, to: "\(revision).json")
    }
    let base = folder.path("aaa.json")
    let compared = try CommandRun(
      ["compare", base, folder.path("ccc.json"), "--out", folder.path("comparison.json")])
    #expect(compared.status == 1)
    let run = try report(folder, ["."])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let page = try page(folder)
    for part in [
      "4 result files", "regressed: walk/hot became worse", "<h2>History</h2>", "<h2>Benchmarks: walk</h2>",
      "references/op", "2.40",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("http") && !page.contains("<script"))
  }

  @Test func profilesHaveTheirPictures() throws {
    let folder = try TemporaryFolder()
    let profiled = try CommandRun([
      "profile", "zipf", "--footprint", "1M", "--accesses", "20K", "--mrc", "--quiet", "--out",
      folder.path("profile.json"),
    ])
    #expect(profiled.status == 0, "\(profiled.errors)")
    #expect(try report(folder, ["profile.json"]).status == 0)
    let page = try page(folder)
    #expect(page.contains("<h2>Profiles by technique</h2>"))
    #expect(page.contains("<h3>Hits and misses</h3>") && page.contains("<svg"))
  }

  @Test(
    arguments: [
      ("{\"context\": {", 65), ("[1, 2]", 65), ("{\"schema\": \"mmubench.profile\", \"version\": 1}", 65),
      ("{\"schema\": \"mmubench.comparison\", \"version\": 9}", 65), ("{\"schema\": \"somebody.else\"}", 65),
      ("{\"schema\": \"mmubench.sweep\", \"version\": 1, \"cells\": 3}", 65), ("", 65),
    ] as [(String, Int32)])
  func whatIsDamagedIsNamedAndNothingIsWritten(text: String, status: Int32) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(bench("aaa", day: 10), to: "good.json")
    _ = try folder.write(text, to: "bad.json")
    let run = try report(folder, ["good.json", "bad.json"])
    #expect(run.status == status && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("bad.json") && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(try folder.names == ["bad.json", "good.json"])
  }

  @Test func whatIsNotThereIsSaid() throws {
    let folder = try TemporaryFolder()
    #expect(try report(folder, ["absent.json"]).status == 66)
    #expect(try report(folder, ["."]).status == 66)
    _ = try folder.write(bench("aaa", day: 10), to: "good.json")
    #expect(try CommandRun(["report", folder.path("good.json"), "--out", "/proc/none/x.html"]).status == 74)
    #expect(try CommandRun(["report", folder.path("good.json")]).status == 64)
  }

  @Test func exportsAreForOthers() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(bench("aaa", day: 10), to: "bench.json")
    let run = try CommandRun(["export", "benchfmt", file])
    #expect(run.status == 0 && run.output.contains("\nBenchmarkWalk/hot-1 1 10 ns/op 4 references/op\n"))
    let out = folder.path("gha.json")
    #expect(try CommandRun(["export", "gha", file, "--out", out]).status == 0)
    #expect(String(decoding: try folder.contents("gha.json"), as: UTF8.self).contains("\"ns/op\""))
    #expect(try CommandRun(["export", "excel", file]).status == 64)
    #expect(try CommandRun(["export", "gha", folder.path("absent.json")]).status == 66)
    #expect(try CommandRun(["export", "gha", try folder.write("{", to: "bad.json")]).status == 65)
  }

  @Test func benchExportsWhatItMeasured() throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "--filter", "^shim/empty$", "--reps", "2", "--quiet", "--export"]
    let run = try CommandRun(arguments + ["bmf"])
    #expect(run.status == 0 && run.output.hasPrefix("{"), "\(run.errors)")
    #expect(run.output.contains("\"shim/empty\" : {") && run.output.contains("\"latency\" : {"))
    let table = try CommandRun(arguments + ["gbench", "--export-out", folder.path("gbench.json")])
    #expect(table.status == 0 && table.output.contains("× limit"))
    let rows = try JSONSerialization.jsonObject(with: folder.contents("gbench.json")) as? [String: Any]
    #expect((rows?["benchmarks"] as? [[String: Any]])?.count == 2)
    #expect(try CommandRun(["bench", "--export-out", folder.path("x")]).status == 64)
  }
}
