import Foundation
import Testing

@Suite struct ProfileCommandTests {
  static let trace = "==1== Lackey\nI  0401ab70,3\n S 1fff000668,8\n L 1fff000ffc,8\n M 1fff000668,8\n"

  /// The integers and texts of a JSON profile by their path, such as `counts.all.accesses`.
  static func values(_ json: String) throws -> [String: String] {
    var values: [String: String] = [:]
    func visit(_ value: Any, _ path: String) {
      guard let object = value as? [String: Any] else {
        values[path] = "\(value)"
        return
      }
      for (key, value) in object { visit(value, path.isEmpty ? key : "\(path).\(key)") }
    }
    visit(try JSONSerialization.jsonObject(with: Data(json.utf8)), "")
    return values
  }

  // MARK: What it does

  @Test func profilesARealProgramUnderValgrind() throws {
    let run = try CommandRun(["profile", "--format", "json", "--", "ls", "-l", "/usr/bin"])
    #expect(run.status == 0, "\(run.errors)")
    let values = try Self.values(run.output)
    #expect(values["schema"] == "mmubench.profile" && values["version"] == "1")
    #expect(values["source.kind"] == "command" && values["tlb.name"] == "skylake")
    let counts = try ["accesses", "level1Hits", "level1Misses", "level2Hits", "level2Misses"].map { name in
      try ["fetches", "loads", "stores", "all"].map {
        try #require(values["counts.\($0).\(name)"].flatMap(UInt64.init))
      }
    }
    for kind in 0..<4 {
      #expect(counts[0][kind] > 10_000)
      #expect(counts[0][kind] == counts[1][kind] + counts[2][kind])
      #expect(counts[2][kind] == counts[3][kind] + counts[4][kind])
    }
    for row in counts { #expect(row[3] == row[0] + row[1] + row[2]) }
    let walks = try #require(values["counts.walks"].flatMap(UInt64.init))
    #expect(walks == counts[4][3])
    #expect(values["counts.references"] == "\(4 * walks)")
    #expect(try #require(values["timing.accessesPerSecond"].flatMap(Double.init)) > 0)
  }

  @Test func showsACommandsOutputWhenAsked() throws {
    let hidden = try CommandRun(["profile", "--", "echo", "greetings"])
    #expect(hidden.status == 0 && !hidden.errors.contains("greetings") && hidden.output.contains("command echo"))
    let shown = try CommandRun(["profile", "--show-output", "--", "echo", "--tlb", "greetings"])
    #expect(shown.status == 0 && shown.errors.contains("--tlb greetings"))
  }

  @Test func profilesATraceFromAFileOrStandardInput() throws {
    let folder = try TemporaryFolder()
    let file = try CommandRun(["profile", try folder.write(Self.trace, to: "trace"), "--format", "json"])
    let piped = try CommandRun(["profile", "-", "--format", "json"], input: Data(Self.trace.utf8))
    #expect(file.status == 0 && piped.status == 0, "\(file.errors)\(piped.errors)")
    let values = try Self.values(file.output)
    #expect(values["counts.all.accesses"] == "6" && values["counts.pageCrossings"] == "1")
    #expect(values["counts.loads.accesses"] == "3" && values["counts.stores.accesses"] == "2")
    #expect(values["counts.distinctPages"] == "3" && values["counts.walks"] == "3")
    #expect(try Self.values(piped.output)["digest"] == values["digest"])
  }

  @Test(arguments: ["sequential", "strided", "gups", "zipf"]) func profilesAWorkload(_ name: String) throws {
    let arguments = ["profile", name, "--footprint", "8G", "--accesses", "1M", "--format", "json"]
    let run = try CommandRun(arguments)
    #expect(run.status == 0, "\(run.errors)")
    let values = try Self.values(run.output)
    #expect(values["counts.all.accesses"] == "1000000")
    #expect(values["source.parameters.footprint"] == "\(8 << 30)")
    #expect(try Self.values(try CommandRun(arguments).output)["digest"] == values["digest"])
  }

  @Test(arguments: ["4K", "2M", "1G"]) func takesAGeometryAndAPageSize(_ size: String) throws {
    let tlb = "l1d=64x4,l1i=128x8,l2=1536x12"
    let run = try CommandRun(["profile", "gups", "--tlb", tlb, "--page-size", size, "--accesses", "10000"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("\(size) pages: L1I 128 x 8 lru, L1D 64 x 4 lru, L2 1536 x 12 lru"))
  }

  @Test func printsTheSameNumbersInEveryFormat() throws {
    let arguments = ["profile", "strided", "--footprint", "1M", "--accesses", "1000", "--format"]
    let values = try Self.values(try CommandRun(arguments + ["json"]).output)
    #expect(values["counts.all.level1Misses"] != nil)
    let digest = try #require(values["digest"])
    for format in ["text", "md", "csv"] {
      let run = try CommandRun(arguments + [format])
      #expect(run.status == 0 && run.output.contains(digest), "\(format)")
    }
    let csv = try CommandRun(arguments + ["csv"]).output
    let numbers = csv.split(separator: "\r\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(numbers.allSatisfy { $0.count == 3 })
    #expect(
      numbers.first { $0[0] == "L1 misses" && $0[1] == "all" }?[2] == values["counts.all.level1Misses"].map { $0[...] })
  }

  @Test(arguments: ["write-protect", "unsync", "snapshot", "vtlb"]) func countsExitsUnderShadowPaging(
    _ policy: String
  ) throws {
    let arguments = [
      "profile", "gups", "--footprint", "16M", "--accesses", "100000", "--technique", "shadow", "--policy", policy,
    ]
    let values = try Self.values(try CommandRun(arguments + ["--format", "json"]).output)
    #expect(values["shadow.policy"] == policy && values["shadow.prefetch"] == "0")
    let exits = try #require(values["shadow.exits"].flatMap(UInt64.init))
    // 4096 pages are touched, and 8 leaf tables: a fault of the guest's, one of the shadow's, and a trapped store at most.
    #expect(exits > 2 * 4000 && exits < 3 * 4096 + 100, "\(exits)")
    #expect(
      values["shadow.counts.pf_taken"] != nil && values["shadow.counts.pf_guest"] == values["counts.distinctPages"])
    var again = try Self.values(try CommandRun(arguments + ["--format", "json", "--prefetch", "0"]).output)
    for (name, value) in values where name.hasPrefix("shadow") { #expect(again.removeValue(forKey: name) == value) }
    let text = try CommandRun(arguments)
    #expect(text.output.contains("Shadow paging, policy \(policy), prefetch 0: ") && text.output.contains("pf_guest"))
    let native = try Self.values(try CommandRun(Array(arguments.prefix(6)) + ["--format", "json"]).output)
    #expect(native["digest"] == values["digest"] && native["shadow.exits"] == nil)
  }

  @Test func writesToAFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("what was there", to: "result.json")
    let run = try CommandRun(["profile", "gups", "--accesses", "1000", "--out", path])
    #expect(run.status == 0 && run.output.contains("Profile of workload gups"))
    #expect(try Self.values(String(decoding: folder.contents("result.json"), as: UTF8.self))["version"] == "1")
    #expect(try folder.names == ["result.json"])
  }

  @Test func explainsItself() throws {
    let run = try CommandRun(["profile", "--help"])
    #expect(run.status == 0 && run.output.contains("mmubench profile -- ls -l /usr/bin"))
  }

  // MARK: What it refuses

  @Test(
    arguments: [
      (["profile"], 64, "Nothing to profile"), (["profile", "zipf", "--", "ls"], 64, "Two things to profile"),
      (["profile", "ziff"], 64, "did you mean 'zipf'?"), (["profile", "whatever"], 64, "the workloads are sequential"),
      (["profile", "./no-such-trace"], 66, "there is no trace './no-such-trace'"),
      (["profile", "/tmp"], 66, "directory"),
      (["profile", "zipf", "--tlb", "skylark"], 64, "did you mean 'skylake'?"),
      (["profile", "zipf", "--tlb", "l1d=63x4,l1i=64x4"], 64, "take 60 or 64 entries"),
      (["profile", "zipf", "--tlb", "l1d=12x4,l1i=64x4"], 64, "no power of two"),
      (["profile", "zipf", "--page-size", "1G"], 64, "no first level that takes fetches on 1G pages"),
      (["profile", "zipf", "--page-size", "8K"], 64, "8K"),
      (["profile", "zipf", "--footprint", "5000"], 64, "multiple of 4K"),
      (["profile", "zipf", "--footprint", "8Q"], 64, "8Q"),
      (["profile", "zipf", "--footprint", "65T"], 64, "most is 64T"),
      (["profile", "zipf", "--accesses", "0"], 64, "--accesses"),
      (["profile", "zipf", "--technique", "shadows"], 64, "did you mean 'shadow'?"),
      (["profile", "zipf", "--technique", "shadow", "--policy", "unsink"], 64, "did you mean 'unsync'?"),
      (["profile", "zipf", "--technique", "shadow", "--prefetch", "7"], 64, "0, 8 or 32"),
      (["profile", "zipf", "--policy", "vtlb"], 64, "without --technique shadow"),
      (["profile", "zipf", "--step", "8"], 64, "has no --step"),
      (["profile", "sequential", "--step", "0"], 64, "--step"),
      (["profile", "strided", "--stride", "0"], 64, "--stride"),
      (["profile", "-", "--footprint", "1G"], 64, "means nothing for a trace"),
      (["profile", "zipf", "--show-output"], 64, "--show-output"),
      (["profile", "zipf", "--frobnicate"], 64, "frobnicate"),
      (["profile", "--", "no-such-command"], 66, "cannot run command 'no-such-command'"),
      (["profile", "--", "/etc/passwd"], 66, "Permission denied"),
      (["profile", "zipf", "--out", "/no/such/folder/x"], 74, "/no/such/folder/x"),
      (["profile", "zipf", "--out", "/tmp"], 74, "Is a directory"),
      (["profile", "gups", "--accesses", "1000", "--out", "/dev/full"], 74, "No space left"),
    ] as [([String], Int32, String)])
  func refusesAndSaysWhy(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    ("I  0401ab70,3\n\nrubbish\n", "standard input, line 3", "'rubbish'"),
    ("I  0401ab70,3\n L 1fff", "standard input, line 2", "ends within the line"),
    (" L 1fff000668,0\n", "line 1", "size"), (" L 800000000000,8\n", "line 1", "canonical"),
    ("", "is empty", "record it again"), ("==1== Exit code: 0\n", "no memory accesses", "--trace-mem=yes"),
    ("\u{7F}ELF", "line 1", "\\x7fELF"),
  ])
  func refusesADamagedTrace(_ text: String, _ place: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      ["profile", "-", "--from", "lackey", "--out", folder.path("result")], input: Data(text.utf8))
    #expect(run.status == 65)
    #expect(run.errors.contains(place) && run.errors.contains(words), "\(run.errors)")
    #expect(try folder.names.isEmpty)
  }

  /// Conditions on counts, and on what only a pass over the accesses themselves finds out.
  @Test(
    arguments: [
      ("walks_per_1000 > 50 && l2.hit_ratio < 99%", 0, ""), ("l1d.compulsory == 2048 and l2.conflict < 50K", 0, ""),
      ("walks_per_1000 < 0.5", 1, "asked for < 0.5"), ("l2.overfull_sets == 0", 1, "l2.overfull_sets is 128"),
      ("exits < 3", 1, "this profile has no exits"),
    ] as [(String, Int32, String)])
  func holdsAProfileAgainstConditions(_ condition: String, _ status: Int32, _ words: String) throws {
    let run = try CommandRun(["profile", "gups", "--footprint", "8M", "--accesses", "100K", "--assert", condition])
    #expect(run.status == status, "\(run.status): \(run.errors)")
    #expect(words.isEmpty ? run.errors.isEmpty : run.errors.contains(words), "\(run.errors)")
    #expect(!run.output.isEmpty)
  }

  @Test func leavesWhatWasThereWhenItFails() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("what was there", to: "result")
    #expect(try CommandRun(["profile", "-", "--out", path], input: Data("rubbish\n".utf8)).status == 65)
    #expect(try folder.contents("result") == Data("what was there".utf8))
    #expect(try folder.names == ["result"])
  }

  @Test func tellsHowToInstallValgrind() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(["profile", "--", "/bin/ls"], environment: ["PATH": folder.url.path])
    #expect(run.status == 69 && run.errors.contains("apt-get install valgrind"))
  }

  @Test func profilesACommandThatFailsAndWarns() throws {
    let run = try CommandRun(["profile", "--", "sh", "-c", "exit 3"])
    #expect(run.status == 0 && run.output.contains("walks"))
    #expect(run.errors.contains("warning: the command ended with status 3"))
  }

  @Test(arguments: [("SEGV", 11), ("KILL", 9)]) func profilesACommandUntilItDies(_ name: String, _ signal: Int) throws {
    let run = try CommandRun(["profile", "--", "sh", "-c", "kill -\(name) $$"])
    #expect(run.status == 65 && run.output.contains("(not to its end)"))
    #expect(run.errors.contains("killed by signal \(signal)"))
  }

  @Test func warnsOfATraceWhoseProgramDied() throws {
    let text = Self.trace + "==1== Process terminating with default action of signal 6 (SIGABRT)\n"
    let run = try CommandRun(["profile", "-"], input: Data(text.utf8))
    #expect(run.status == 0 && run.errors.contains("killed by signal 6"))
  }

  // MARK: Its output

  @Test func saysThatStandardOutputIsFull() throws {
    let run = try CommandRun.inShell("\"$0\" profile gups --accesses 1000 >/dev/full")
    #expect(run.status == 74 && run.errors.contains("cannot write standard output: No space left"))
  }

  @Test func staysQuietWhenNobodyReadsOn() throws {
    let run = try CommandRun.inShell("\"$0\" profile gups --accesses 1000 | head -n 1; exit ${PIPESTATUS[0]}")
    #expect(run.output.hasPrefix("Profile of workload gups") && run.output.split(separator: "\n").count == 1)
    #expect(run.errors.isEmpty)
    #expect([0, 128 + SIGPIPE].contains(run.status))
  }

  // MARK: Interrupts

  @Test(.timeLimit(.minutes(2)), arguments: [(SIGINT, "while :; do :; done"), (SIGTERM, "exec sleep 1000")])
  func keepsWhatItHasWhenInterrupted(_ signal: Int32, _ work: String) throws {
    let folder = try TemporaryFolder()
    let script = "echo $$ >\(folder.path("started")); \(work)"
    let running = try CommandRun.Running(["profile", "--", "sh", "-c", script])
    while (try? folder.contents("started").isEmpty) ?? true { sched_yield() }
    kill(running.process.processIdentifier, signal)
    let run = try running.finish()
    #expect(run.status == 130)
    #expect(run.output.contains("(not to its end)"))
    #expect(run.errors.contains("interrupted: the profile covers the"))
    let child = try #require(pid_t(String(decoding: folder.contents("started"), as: UTF8.self).dropLast()))
    #expect(kill(child, 0) == -1 && errno == ESRCH, "Valgrind was left behind")
  }

  @Test(.timeLimit(.minutes(2))) func stopsWaitingForInputWhenInterrupted() throws {
    let running = try CommandRun.Running(["profile", "-"])
    try running.input.write(contentsOf: Data(Self.trace.utf8))
    // It has caught interrupts before it reads: an empty pipe means that it has.
    while running.unreadInput > 0 { sched_yield() }
    kill(running.process.processIdentifier, SIGINT)
    let run = try running.finish()
    #expect(run.status == 130 && run.output.contains("(not to its end)"))
    #expect(run.errors.contains("the 6 accesses until then"))
  }
}
