import Foundation
import Testing

/// `profile --technique` on a guest's kernel, as a user runs it.
@Suite struct ProfileTechniqueTests {
  private static let small = ["profile", "forkwait", "--processes", "5", "--footprint", "64K"]

  private static func json(_ arguments: [String]) throws -> [String: Any] {
    let run = try CommandRun(arguments + ["--format", "json"])
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func comparesEveryTechnique() throws {
    let result = try Self.json(Self.small + ["--technique", "all"])
    let rows = try #require(result["rows"] as? [[String: Any]])
    #expect(result["schema"] as? String == "mmubench.techniques")
    #expect(rows.count == 12 && rows[0]["technique"] as? String == "native")
    #expect(result["winner"] as? String != nil)
    let accesses = Set(rows.compactMap { $0["accesses"] as? Int })
    #expect(accesses.count == 1, "the guest makes the same accesses under every technique")
  }

  @Test func picksTechniquesAndGuests() throws {
    for (options, guest) in [
      (["--guest", "xv6"], "xv6 (Sv39)"), (["--no-pcid", "--kpti", "--thp"], "linux kpti thp"),
    ] {
      let result = try Self.json(Self.small + ["--technique", "nested,shadow", "--policy", "vtlb"] + options)
      let names = try #require(result["rows"] as? [[String: Any]]).compactMap { $0["technique"] as? String }
      #expect(names == ["nested", "shadow-vtlb"] && result["guest"] as? String == guest)
    }
  }

  /// Half of the memory that the machines want.
  @Test func letsMachinesShareAProcessorAndAMemory() throws {
    let arguments = [
      "profile", "redis", "--footprint", "1M", "--accesses", "20000", "--machines", "3", "--quantum", "500",
    ]
    func total(_ options: [String], _ name: String, of part: String) throws -> [Int] {
      let rows = try #require(try Self.json(arguments + options)["rows"] as? [[String: Any]])
      #expect(rows.count == 11, "every technique that has a monitor")
      return try rows.map { try #require(($0[part] as? [String: Int])?[name]) }
    }
    #expect(try total([], "world-switch", of: "exits").allSatisfy { $0 > 100 })
    #expect(try total([], "paged-out", of: "frames").allSatisfy { $0 == 0 })
    #expect(try total(["--memory", "2M", "--no-tagged"], "paged-in", of: "frames").allSatisfy { $0 > 100 })
    #expect(try total(["--share"], "merged", of: "frames").allSatisfy { $0 > 100 })
    let run = try CommandRun(arguments + ["--technique", "nested", "--memory", "2M", "--share"])
    #expect(run.output.contains("3 machines by turns of 500 accesses, tagged TLBs, 2M of memory for data, one image"))
    #expect(run.output.contains("Frames of all machines' data"))
  }

  @Test func aSeedGivesTheSameBytes() throws {
    let arguments = ["profile", "dedup", "--accesses", "2000", "--footprint", "1M", "--format", "csv", "--seed"]
    let runs = try ["1", "1", "2"].map { try CommandRun(arguments + [$0]) }
    #expect(runs[0].status == 0 && runs[0].output == runs[1].output && runs[0].output != runs[2].output)
  }

  @Test func explainsAndSweeps() throws {
    let run = try CommandRun(Self.small + ["--explain", "--sweep", "exit-cost=500..10000"])
    #expect(run.status == 0)
    for words in [
      "Cheapest that virtualizes, as modelled:", "costs least by the model 'x86'", "The order ",
      "(modelled, not measured)", "Modelled cycles, thousands, by exit-cost",
    ] { #expect(run.output.contains(words), "\(words)") }
    let csv = try CommandRun(Self.small + ["--sweep", "exit-cost=500..10000", "--format", "csv"])
    #expect(csv.output.hasPrefix("exit-cost,native,") && csv.output.contains("\r\n10000,"))
  }

  /// 16 pages each of 2 processes: 32 zeroed natively, 16 of them twice under a monitor, or once by its calls.
  @Test(arguments: ["none", "call"]) func showsTheInformationGap(_ remedy: String) throws {
    let arguments = ["profile", "zeroing", "--footprint", "64K", "--processes", "2", "--remedy", remedy]
    let rows = try #require(try Self.json(arguments)["rows"] as? [[String: Any]])
    for row in rows {
      let gap = try #require(row["gap"] as? [String: Int])
      let counts = ["zeroed-by-guest", "zeroed-by-monitor", "zeroed-twice", "calls"].map { gap[$0] }
      let isNative = row["technique"] as? String == "native"
      #expect(counts == (isNative ? [32, 0, 0, 0] : remedy == "none" ? [32, 16, 16, 0] : [0, 32, 0, 32]))
    }
    let text = try CommandRun(arguments).output
    #expect(text.contains("zeroing on linux pcid: footprint 64K, processes 2, remedy \(remedy)\n"))
    #expect(text.contains("What monitor and guest do not know of each other") && text.contains("guest's own"))
    #expect(try !CommandRun(Self.small).output.contains("zeroed-by-guest"))
  }

  @Test func takesAUsersModel() throws {
    let folder = try TemporaryFolder()
    let result = try Self.json(Self.small + ["--technique", "nested"])
    var model = try #require(result["costModel"] as? [String: Any])
    var constants = try #require(model["constants"] as? [String: [String: Any]])
    constants["exit-cost"] = ["cycles": 0, "assumption": "none"]
    model["constants"] = constants
    let text = String(decoding: try JSONSerialization.data(withJSONObject: model), as: UTF8.self)
    let path = try folder.write(text, to: "mine.json")
    let changed = try Self.json(Self.small + ["--technique", "nested", "--cost-model", path])
    let row = try #require((changed["rows"] as? [[String: Any]])?.first)
    #expect((row["modelledCycles"] as? [String: Double])?["exiting"] == 0)
    let broken = try CommandRun(Self.small + ["--cost-model", try folder.write("{}", to: "broken.json")])
    #expect(broken.status == 65 && broken.errors.contains("is no cost model"), "\(broken.errors)")
  }

  @Test(
    arguments: [
      (["forkwait", "--technique", "neste"], 64, "did you mean 'nested'?"),
      (["zipf", "--technique", "native,nestd"], 64, "did you mean 'nested'?"),
      (["forkwait", "--technique", "shadow", "--policy", "unsink"], 64, "did you mean 'unsync'?"),
      (["forkwait", "--policy", "vtlb"], 64, "without --technique shadow"),
      (["forkwait", "--cost-model", "x87"], 64, "did you mean 'x86'?"),
      (["forkwait", "--cost-model", "/no/such.json"], 66, "cannot read"),
      (["forkwait", "--sweep", "exit-cots=1..2"], 64, "did you mean 'exit-cost'?"),
      (["forkwait", "--sweep", "exit-cost=5"], 64, "exit-cost=500..10000"),
      (["forkwait", "--guest", "linus"], 64, "did you mean 'linux'?"),
      (["forkwait", "--guest", "xv6", "--kpti"], 64, "xv6 has none"),
      (["idle", "--remedy", "hnt"], 64, "did you mean 'hint'?"),
      (["forkwait", "--remedy", "hint"], 64, "has no --remedy"),
      (["forkwait", "--processes", "0"], 64, "must not be zero"), (["forkwait", "--tlb", "zen4"], 64, "--tlb"),
      (["hot", "--footprint", "1M"], 64, "has no --footprint"), (["forkwit"], 64, "did you mean 'forkwait'?"),
      (["gups", "--footprint", "3G", "--guest", "xv6-x86"], 64, "smaller --footprint"),
      (["forkwait", "--memory", "1M"], 64, "--memory means nothing without --machines"),
      (["forkwait", "--machines", "1"], 64, "--machines must be 2 to 16"),
      (["forkwait", "--machines", "2", "--memory", "4K"], 64, "at least 64K"),
      (["forkwait", "--machines", "2", "--memory", "64G"], 64, "4G each"),
      (["forkwait", "--machines", "2", "--technique", "native"], 64, "no monitor"),
      (["forkwait", "--machines", "2", "--quantum", "0"], 64, "--quantum must be at least 1"),
      (["/dev/null", "--machines", "2"], 64, "--machines is for a workload"),
      (["/dev/null", "--technique", "all"], 64, "guest's kernel"), (["/dev/null", "--kpti"], 64, "--kpti is for"),
      (["forkwait", "--out", "/no/such/folder/x"], 74, "/no/such/folder/x"),
    ] as [([String], Int32, String)])
  func refusesAndSaysWhy(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let run = try CommandRun(["profile"] + arguments)
    #expect(run.status == status && run.output.isEmpty)
    #expect(run.errors.contains(words), "\(run.errors)")
  }
}
