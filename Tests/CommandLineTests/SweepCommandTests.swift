import Foundation
import Testing

@Suite struct SweepCommandTests {
  /// Twelve cells that take no time.
  static let small = [
    "sweep", "--workload", "gups,sequential", "--footprint", "1M..4M", "--accesses", "10K", "--tlb", "skylake,zen4",
  ]

  static func sweep(_ out: String, _ more: String..., arguments: [String] = small) throws -> CommandRun {
    try CommandRun(arguments + ["--out", out] + more)
  }

  static func cellFiles(_ out: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: URL(fileURLWithPath: out + "/cells"), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  static func contents(_ out: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for file in try cellFiles(out) { contents[file.lastPathComponent] = try Data(contentsOf: file) }
    return contents
  }

  // MARK: What it does

  @Test func runsEveryCell() throws {
    let folder = try TemporaryFolder()
    let run = try Self.sweep(folder.path("r"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("12 cells: 0 were there, 12 were run; results in \(folder.path("r"))"))
    let rows = run.output.split(separator: "\n")
    #expect(rows.count == 13)
    #expect(rows[1].hasPrefix("gups footprint=1M accesses=10K seed=1") && rows[1].contains("skylake"))
    #expect(rows[12].hasPrefix("sequential footprint=4M accesses=10K step=64") && rows[12].contains("zen4"))
    #expect(try Self.cellFiles(folder.path("r")).count == 12)
  }

  @Test func countsWhatAProfileCounts() throws {
    let folder = try TemporaryFolder()
    let options = ["gups", "--footprint", "2M", "--accesses", "10K", "--page-size", "2M", "--technique", "shadow"]
    let profile = try CommandRun(["profile"] + options + ["--format", "json"])
    let sweep = try CommandRun(["sweep", "--out", folder.path("r"), "--workload"] + options)
    #expect(profile.status == 0 && sweep.status == 0, "\(profile.errors)\(sweep.errors)")
    let cell = try Self.object(Data(contentsOf: Self.cellFiles(folder.path("r"))[0]))
    let (ours, theirs) = (try #require(cell["profile"] as? [String: Any]), try Self.object(Data(profile.output.utf8)))
    #expect(ours["shadow"] != nil && ours["timing"] != nil)
    #expect(ours.filter { $0.key != "timing" } as NSDictionary == theirs.filter { $0.key != "timing" } as NSDictionary)
  }

  static func object(_ json: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  @Test(arguments: [["--jobs", "1"], ["--jobs", "7"], ["--fresh"]])
  func comesToTheSameBytes(_ more: [String]) throws {
    let folder = try TemporaryFolder()
    for (name, arguments) in [("a", Self.small), ("b", Self.small + more)] {
      #expect(try Self.sweep(folder.path(name), arguments: arguments).status == 0)
      let merge = try CommandRun(["merge", folder.path(name), "--out", folder.path(name + ".json")])
      #expect(merge.status == 0, "\(merge.errors)")
    }
    #expect(try folder.contents("a.json") == folder.contents("b.json"))
  }

  @Test func readsAPlan() throws {
    let folder = try TemporaryFolder()
    let plan = try folder.write(
      """
      {"schema": "mmubench.sweep-plan", "version": 1, "workloads": ["gups", "sequential"], "footprint": ["1M..4M"],
       "accesses": [10000], "tlb": ["skylake", "zen4"]}
      """, to: "plan.json")
    let byPlan = try CommandRun(["sweep", "--plan", plan, "--list", "--out", folder.path("r")])
    let byOptions = try Self.sweep(folder.path("r"), "--list")
    #expect(byPlan.status == 0 && byPlan.output == byOptions.output, "\(byPlan.errors)")
    #expect(byPlan.output.split(separator: "\n").count == 12)
    #expect(try folder.names == ["plan.json"], "a list makes no folder")
    // A folder knows its plan.
    #expect(try Self.sweep(folder.path("r")).status == 0)
    let again = try CommandRun(["sweep", "--plan", folder.path("r/plan.json"), "--out", folder.path("r")])
    #expect(again.errors.contains("12 were there, 0 were run") && !again.errors.contains("note"))
  }

  @Test func printsEveryFormat() throws {
    let folder = try TemporaryFolder()
    let csv = try Self.sweep(folder.path("r"), "--format", "csv")
    #expect(
      csv.output.hasPrefix("source,pages,technique,TLBs,accesses,L1 misses/1000,walks/1000,refs/walk,exits/1000,"))
    let json = try ProfileCommandTests.values(Self.sweep(folder.path("r"), "--format", "json").output)
    #expect(json["schema"] == "mmubench.sweep" && json["version"] == "1")
    #expect(try Self.sweep(folder.path("r"), "--format", "md").output.hasPrefix("| source | pages |"))
  }

  @Test func runsTheExamplesOfItsHelp() throws {
    let folder = try TemporaryFolder()
    let help = try CommandRun(["sweep", "--help"], environment: ["COLUMNS": "500"]).output
    for name in ["a.lackey", "b.lackey"] { _ = try folder.write(ProfileCommandTests.trace, to: name) }
    _ = try folder.write(
      #"{"schema": "mmubench.sweep-plan", "version": 1, "workloads": ["gups"], "accesses": ["1K"], "seed": [1, 2]}"#,
      to: "sweep.json")
    let examples = help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix("mmubench sweep --out results") || $0.hasPrefix("mmubench merge results") }
    #expect(examples.count == 5)
    for example in examples {
      // As they stand, but shorter.
      let line = example.replacingOccurrences(of: "1G..8G", with: "1M..8M --accesses 1K")
        .replacingOccurrences(of: "--accesses 1M", with: "--accesses 1K")
        .replacingOccurrences(of: "mmubench", with: "\"$0\"")
      let run = try CommandRun.inShell("cd '\(folder.url.path)'; \(line)")
      #expect(run.status == 0, "\(line): \(run.errors)")
    }
  }

  @Test func readsATraceOfAFormatThatItIsTold() throws {
    let folder = try TemporaryFolder()
    // One instruction at 0x401000, and no accesses to data.
    let trace = try folder.write("\0\u{10}@" + String(repeating: "\0", count: 61), to: "t")
    let run = try Self.sweep(folder.path("r"), arguments: ["sweep", "--trace", "champsim:" + trace])
    #expect(run.status == 0 && run.output.contains("champsim:\(trace)"), "\(run.errors)")
    let profile = try CommandRun(["profile", trace, "--from", "champsim", "--format", "json"])
    let digest = try #require(try ProfileCommandTests.values(profile.output)["digest"])
    #expect(run.output.contains(digest))
  }

  // MARK: Going on

  @Test func runsNothingTwice() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.sweep(folder.path("r")).status == 0)
    let before = try Self.contents(folder.path("r"))
    let again = try Self.sweep(folder.path("r"))
    #expect(again.status == 0 && again.errors.contains("12 cells: 12 were there, 0 were run"), "\(again.errors)")
    #expect(try Self.contents(folder.path("r")) == before)
    let more = try Self.sweep(folder.path("r"), "--tlb", "l1d=8x2,l1i=8x2")
    #expect(more.status == 0 && more.errors.contains("18 cells: 12 were there, 6 were run"), "\(more.errors)")
    #expect(more.errors.contains("note: \(folder.path("r")) was of another plan"))
    let fresh = try Self.sweep(folder.path("r"), "--fresh")
    #expect(fresh.errors.contains("12 cells: 0 were there, 12 were run"), "\(fresh.errors)")
  }

  @Test func repairsWhatIsDamaged() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.sweep(folder.path("r")).status == 0)
    _ = try CommandRun(["merge", folder.path("r"), "--out", folder.path("before")])
    let files = try Self.cellFiles(folder.path("r"))
    let whole = try Data(contentsOf: files[0])
    try whole.prefix(whole.count / 2).write(to: files[0])
    try Data().write(to: files[1])
    try Data(contentsOf: files[3]).write(to: files[2])
    try Data(String(decoding: whole, as: UTF8.self).replacingOccurrences(of: "\"all\"", with: "\"al\"").utf8)
      .write(to: files[4])
    try FileManager.default.removeItem(at: files[5])
    let text = String(decoding: try Data(contentsOf: files[6]), as: UTF8.self)
    try Data(text.replacingOccurrences(of: "\"walks\" : ", with: "\"walks\" : 1").utf8).write(to: files[6])
    let run = try Self.sweep(folder.path("r"))
    #expect(run.status == 0 && run.errors.contains("12 cells: 6 were there, 6 were run"), "\(run.errors)")
    for number in [0, 1, 2, 4, 6] {
      #expect(run.errors.contains("note: \(files[number].path) is computed again: "), "\(number): \(run.errors)")
    }
    #expect(try CommandRun(["merge", folder.path("r"), "--out", folder.path("after")]).status == 0)
    #expect(try folder.contents("before") == folder.contents("after"))
  }

  @Test func runsATraceAgainThatHasChanged() throws {
    let folder = try TemporaryFolder()
    let trace = try folder.write(ProfileCommandTests.trace, to: "t")
    let arguments = ["sweep", "--trace", trace, "--workload", "gups", "--accesses", "1K"]
    #expect(try Self.sweep(folder.path("r"), arguments: arguments).status == 0)
    // Newer, but the same.
    _ = try folder.write(ProfileCommandTests.trace, to: "t")
    #expect(try Self.sweep(folder.path("r"), arguments: arguments).errors.contains("2 were there, 0 were run"))
    _ = try folder.write(ProfileCommandTests.trace.replacingOccurrences(of: "668", with: "666"), to: "t")
    let run = try Self.sweep(folder.path("r"), arguments: arguments)
    #expect(run.errors.contains("1 were there, 1 were run") && run.errors.contains("the trace has changed since"))
  }

  @Test func keepsAResultWhoseTraceIsGone() throws {
    let folder = try TemporaryFolder()
    let trace = try folder.write(ProfileCommandTests.trace, to: "t")
    let arguments = ["sweep", "--trace", trace]
    #expect(try Self.sweep(folder.path("r"), arguments: arguments).status == 0)
    let before = try Self.contents(folder.path("r"))
    try FileManager.default.removeItem(atPath: trace)
    #expect(try Self.sweep(folder.path("r"), arguments: arguments).status == 66)
    #expect(try Self.contents(folder.path("r")) == before)
  }

  @Test(.timeLimit(.minutes(2)), arguments: [SIGINT, SIGTERM])
  func goesOnAfterAnInterrupt(_ signal: Int32) throws {
    let folder = try TemporaryFolder()
    let out = folder.path("r")
    let running = try CommandRun.Running([
      "sweep", "--workload", "gups", "--accesses", "10K,1T", "--out", out, "--jobs", "2",
    ])
    // The short cell is finished while the long one runs.
    while ((try? Self.cellFiles(out)) ?? []).isEmpty { sched_yield() }
    kill(running.process.processIdentifier, signal)
    let run = try running.finish()
    #expect(run.status == 130)
    #expect(run.errors.contains("interrupted: 1 of 2 cells are done; the same command goes on from there"))
    #expect(run.output.contains("accesses=10K") && !run.output.contains("accesses=1T"))
    #expect(try Self.cellFiles(out).count == 1)
    let rest = try CommandRun(["sweep", "--workload", "gups", "--accesses", "10K", "--out", out])
    #expect(rest.status == 0 && rest.errors.contains("1 cell: 1 were there, 0 were run"), "\(rest.errors)")
  }

  // MARK: Failures

  @Test func runsTheOtherCellsWhenSomeFail() throws {
    let folder = try TemporaryFolder()
    let (good, bad) = (try folder.write(ProfileCommandTests.trace, to: "t"), try folder.write("rubbish\n", to: "bad"))
    let run = try CommandRun([
      "sweep", "--out", folder.path("r"), "--trace", good, "--trace", bad, "--trace", folder.path("none"),
      "--page-size", "4K,1G", "--tlb", "skylake,zen4",
    ])
    #expect(run.status == 64, "that of the first failure in the table's order")
    #expect(run.output.split(separator: "\n").count == 4)
    #expect(run.errors.contains("\(good), 1G, native, skylake: 'skylake' has no first level that takes fetches on 1G"))
    #expect(run.errors.contains("\(bad) is of no format that its beginning tells; write it before the path"))
    #expect(run.errors.contains("cannot open trace '\(folder.path("none"))': No such file"))
    #expect(run.errors.contains("9 of 12 cells failed"))
    let merge = try CommandRun(["merge", folder.path("r")])
    #expect(merge.status == 2 && merge.output.isEmpty && merge.errors.contains("9 of 12 cells have no result"))
    // What can be mended is tried again.
    _ = try folder.write(ProfileCommandTests.trace, to: "none")
    let again = try CommandRun([
      "sweep", "--out", folder.path("r"), "--trace", good, "--trace", folder.path("none"), "--tlb", "skylake,zen4",
    ])
    #expect(again.status == 0 && again.errors.contains("2 were there, 2 were run"), "\(again.errors)")
  }

  @Test(
    arguments: [
      ([], 64, "nothing to sweep"), (["--workload", "zip"], 64, "did you mean 'zipf'?"),
      (["--workload", "zipf", "--tlb", "skylak"], 64, "did you mean 'skylake'?"),
      (["--workload", "zipf", "--tlb", "l1d=64x5,l1i=4x4"], 64, "64 entries, which 5 ways do not divide"),
      (["--workload", "zipf", "--page-size", "1G"], 64, "no first level that takes fetches on 1G"),
      (["--workload", "zipf", "--page-size", "3K"], 64, "4K, 2M and 1G"),
      (["--workload", "zipf", "--technique", "shadow", "--policy", "unsink"], 64, "did you mean 'unsync'?"),
      (["--workload", "zipf", "--policy", "vtlb"], 64, "without --technique shadow"),
      (["--workload", "zipf", "--step", "8"], 64, "--step means nothing"),
      (["--workload", "zipf", "--footprint", "5000"], 64, "multiple of 4K"),
      (["--workload", "zipf", "--footprint", "2G..1G"], 64, "does not go up"),
      (["--workload", "zipf", "--seed", "1,,2"], 64, "--seed has no value"),
      (["--trace", "-"], 64, "save standard input to a file"),
      (["--workload", "zipf", "--shard", "3/2"], 64, "k from 1 to n"),
      (["--workload", "zipf", "--jobs", "0"], 64, "--jobs must be 1 to 1024"),
      (["--plan", "/no/such/plan"], 66, "there is no plan"), (["--plan", "/etc/passwd"], 65, "is no plan"),
      (["--plan", "/etc/passwd", "--seed", "1"], 64, "--plan and --seed"), (["--plan", "/tmp"], 74, "cannot read"),
      (["--workload", "gups", "--out", "/proc/no/x"], 74, "cannot write /proc/no/x"),
      (["--workload", "gups", "--out", "/etc/passwd"], 74, "cannot write /etc/passwd"),
    ] as [([String], Int32, String)])
  func refusesBeforeAnythingRuns(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let folder = try TemporaryFolder()
    let out = arguments.contains("--out") ? [] : ["--out", folder.path("r")]
    let run = try CommandRun(["sweep"] + arguments + out)
    #expect(run.status == status && run.errors.contains(words), "\(run.status): \(run.errors)")
    #expect(run.output.isEmpty)
    #expect(try folder.names.isEmpty)
  }

  @Test(arguments: [
    (#""workloads": ["gups"], "footprint": ["5000"]"#, "--footprint must be a multiple of 4K"),
    (#""workloads": ["gups"], "technique": ["shadow"], "policy": ["unsink"]"#, "did you mean 'unsync'?"),
    (#""workloads": ["gups"], "tlbs": ["skylake"]"#, "there is no key 'tlbs'; did you mean 'tlb'?"),
    (#""workloads": ["gups"], "seed": [1, 2.5]"#, "'seed.2' is not what this version"),
    (#""workloads": ["gups""#, "is no plan"),
  ])
  func refusesABadPlan(_ keys: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let text = #"{"schema": "mmubench.sweep-plan", "version": 1, \#(keys)}"#
    let plan = try folder.write(text, to: "plan.json")
    let run = try CommandRun(["sweep", "--plan", plan, "--out", folder.path("r")])
    #expect(run.status == 65 && run.errors.contains(words) && run.errors.contains(plan), "\(run.errors)")
  }

  @Test func leavesAForeignFileAlone() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("my own", to: "plan.json")
    let run = try Self.sweep(folder.url.path)
    #expect(run.status == 65 && run.errors.contains("plan.json' is no"))
    #expect(try folder.contents("plan.json") == Data("my own".utf8))
  }

  // MARK: Shards

  @Test(arguments: [true, false]) func mergesShardsIntoTheWhole(_ sharesFolder: Bool) throws {
    let folder = try TemporaryFolder()
    #expect(try Self.sweep(folder.path("whole")).status == 0)
    var runs = 0
    for shard in 1...5 {
      let run = try Self.sweep(folder.path(sharesFolder ? "s" : "s\(shard)"), "--shard", "\(shard)/5")
      #expect(run.status == 0 && run.errors.contains("0 were there"), "\(run.errors)")
      runs += run.output.split(separator: "\n").count - 1
    }
    #expect(runs == 12)
    let parts = sharesFolder ? ["s"] : (1...5).map { "s\($0)" }
    for (out, names) in [("w.json", ["whole"]), ("s.json", parts), ("both.json", parts + ["whole"])] {
      let merge = try CommandRun(["merge"] + names.map(folder.path) + ["--out", folder.path(out)])
      #expect(merge.status == 0, "\(merge.errors)")
    }
    #expect(try folder.contents("w.json") == folder.contents("s.json"))
    #expect(try folder.contents("w.json") == folder.contents("both.json"))
  }

  @Test func saysWhatAMergeLacks() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.sweep(folder.path("s"), "--shard", "1/2").status == 0)
    let out = folder.path("m.json")
    let merge = try CommandRun(["merge", folder.path("s"), "--out", out])
    #expect(merge.status == 2 && merge.errors.contains("6 of 12 cells have no result") && merge.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: out))
    let some = try CommandRun(["merge", folder.path("s"), "--out", out, "--allow-missing", "--format", "csv"])
    #expect(some.status == 0 && some.output.split(separator: "\r\n").count == 7, "\(some.errors)")
  }

  @Test func refusesToMergeWhatDoesNotBelongTogether() throws {
    let folder = try TemporaryFolder()
    let trace = try folder.write(ProfileCommandTests.trace, to: "t")
    let arguments = ["sweep", "--trace", trace, "--workload", "gups", "--accesses", "1K"]
    #expect(try Self.sweep(folder.path("a"), arguments: arguments).status == 0)
    #expect(try Self.sweep(folder.path("b")).status == 0)
    _ = try folder.write(ProfileCommandTests.trace.replacingOccurrences(of: "668", with: "666"), to: "t")
    #expect(try Self.sweep(folder.path("c"), arguments: arguments).status == 0)
    let plans = try CommandRun(["merge", folder.path("a"), folder.path("b")])
    #expect(plans.status == 2 && plans.errors.contains("are of different sweeps"))
    let traces = try CommandRun(["merge", folder.path("a"), folder.path("c")])
    #expect(traces.status == 2 && traces.errors.contains("read different traces at \(trace)"))
    // A count that is wrong, and a digest that goes with it: as if the model had been changed.
    let file = try #require(try Self.cellFiles(folder.path("c")).first { $0.lastPathComponent.hasPrefix("gups") })
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    try Data(text.replacingOccurrences(of: "\"referencesPerWalk\" : ", with: "\"referencesPerWalk\" : 1").utf8)
      .write(to: file)
    _ = try folder.write(ProfileCommandTests.trace, to: "t")
    #expect(try Self.sweep(folder.path("c"), arguments: arguments).status == 0)
    let counts = try CommandRun(["merge", folder.path("a"), folder.path("c")])
    #expect(counts.status == 3 && counts.errors.contains("counted differently for gups"), "\(counts.errors)")
    #expect(try CommandRun(["merge", folder.path("none")]).status == 66)
  }
}
