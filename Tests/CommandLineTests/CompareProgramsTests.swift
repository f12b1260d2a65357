import Foundation
import Testing

/// `compare --ab`, `--aa` and `--self-test` as a user runs them, on programs whose times are known.
@Suite struct CompareProgramsTests {
  private let folder: TemporaryFolder
  private let base: StandInProgram

  init() throws {
    folder = try TemporaryFolder()
    base = try StandInProgram("base", in: folder)
  }

  private func compare(_ head: StandInProgram, _ options: [String] = []) throws -> CommandRun {
    try CommandRun(
      ["compare", "--ab", base.path, head.path] + options,
      environment: ["XDG_STATE_HOME": folder.path("state"), "BENCHMARK_FILTER": "nothing"])
  }

  @Test func aSlowerProgramExitsWithOne() throws {
    let run = try compare(StandInProgram("head", ["BM_copy/64": 105, "BM_fill": 20], in: folder))
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.output.contains("BM_copy/64") && run.output.contains("5.0"))
    // Not on a terminal: a line for each look at which something was decided, or seems to have changed.
    #expect(run.errors.contains("pair 10: 1 of 2 undecided, 1 to be confirmed"))
    #expect(run.errors.contains("pair 20: 0 of 2 undecided"))
  }

  @Test func theSameAndAFasterProgramPass() throws {
    #expect(try compare(base, ["--quiet"]).status == 0)
    let run = try compare(StandInProgram("head", ["BM_copy/64": 90, "BM_fill": 20], in: folder), ["--quiet"])
    #expect(run.status == 0 && run.output.contains("BM_copy/64"), "\(run.errors)")
    #expect(run.errors.isEmpty)
  }

  @Test func marginsAndFiltersAreUsed() throws {
    let head = try StandInProgram("head", ["BM_copy/64": 105, "BM_fill": 20], in: folder)
    #expect(try compare(head, ["--margin", "6%"]).status == 0)
    #expect(try compare(head, ["--filter", "fill"]).status == 0)
    #expect(try compare(head, ["--skip", "^BM_copy/64$"]).status == 0)
    #expect(try compare(head, ["--advisory-time"]).status == 0)
    let nothing = try compare(head, ["--filter", "walk"])
    #expect(nothing.status == 64 && nothing.errors.contains("no benchmark"))
    #expect(try compare(head, ["--filter", "("]).status == 64)
  }

  @Test func aMissingBenchmarkIsNotComparable() throws {
    let head = try StandInProgram("head", ["BM_copy/64": 100, "BM_new": 20], in: folder)
    let run = try compare(head)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output.contains("BM_fill") && run.output.contains("BM_new"))
    #expect(try compare(head, ["--allow-missing"]).status == 0)
    let stranger = try compare(StandInProgram("stranger", ["BM_other": 1], in: folder))
    #expect(stranger.status == 2 && stranger.errors.contains("no benchmark in common"))
  }

  @Test(
    arguments: [
      (
        "[ \"$list\" ] || { echo first >&2; echo 'out of paper' >&2; exit 7; }",
        "ended with status 7; it said: out of paper"
      ),
      ("[ \"$list\" ] || kill -SEGV $$", "was killed by signal 11"),
      ("[ \"$list\" ] || { echo garbage > \"$out\"; exit 0; }", "wrote no sound results"),
      ("[ \"$list\" ] || exit 0", "wrote no results"),
      ("exit 0", "lists no benchmarks"),
    ])
  func aProgramThatFailsIsNamed(before: String, words: String) throws {
    let head = try StandInProgram("head", before: before, in: folder)
    let run = try compare(head, ["--quiet"])
    #expect(run.status == 65)
    #expect(run.errors.contains(head.path) && run.errors.contains(words), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func whatIsNoProgramIsRefused() throws {
    let missing = try CommandRun(["compare", "--ab", base.path, folder.path("nowhere")])
    #expect(missing.status == 66 && missing.errors.contains("there is no program"))
    #expect(try CommandRun(["compare", "--ab", folder.url.path, base.path]).status == 65)
    #expect(try CommandRun(["compare", "--aa", folder.path("nowhere")]).status == 66)
    let text = try folder.write("no program", to: "text")
    #expect(try CommandRun(["compare", "--ab", base.path, text]).status == 65)
  }

  @Test func argumentsAreChecked() throws {
    #expect(try compare(base, ["--pairs", "6"]).status == 64)
    #expect(try compare(base, ["--max-pairs", "9"]).status == 64)
    #expect(try compare(base, ["--reps", "0"]).status == 64)
    #expect(try compare(base, ["--min-time", "0"]).status == 64)
    let threads = try compare(base, ["--threads", "2"])
    #expect(threads.status == 64 && threads.errors.contains("--threads is for mmubench"))
  }

  @Test func argumentsAfterTwoDashesArePassedOn() throws {
    let picky = "case \"$*\" in *--wanted*) ;; *) exit 9 ;; esac"
    let head = try StandInProgram("head", before: picky, in: folder)
    #expect(try compare(head, ["--quiet", "--", "--wanted"]).status == 0)
    #expect(try compare(head, ["--quiet"]).status == 65)
  }

  @Test func aCalibrationIsKeptAndUsed() throws {
    let floors = folder.path("state/mmubench/floors")
    // Times that alternate between 100 and 1100.
    let state = folder.path("count")
    let before = "[ \"$list\" ] || { echo >> \(state); [ $(( $(wc -l < \(state)) % 2 )) = 0 ] && noise=1; }"
    let noisy = try StandInProgram("noisy", ["BM_copy/64": 100, "BM_fill": 20], before: before + "; :", in: folder)
    let script = try String(contentsOfFile: noisy.path, encoding: .utf8)
      .replacingOccurrences(of: "row 'BM_copy/64' 100.0", with: "row 'BM_copy/64' ${noise:+1}100")
    try script.write(toFile: noisy.path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: noisy.path)
    let environment = ["XDG_STATE_HOME": folder.path("state")]
    let run = try CommandRun(["compare", "--aa", noisy.path, "--pairs", "8"], environment: environment)
    #expect(run.status == 0 && run.output.contains("BM_copy/64") && run.errors.contains("kept in \(floors)"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: floors).count == 1)
    let head = try StandInProgram("head", ["BM_copy/64": 105, "BM_fill": 21], in: folder)
    let used = try compare(head)
    #expect(used.status == 1 && used.output.contains("was measured on this host"), "\(used.errors)")
    // BM_copy/64 lies within its noise, and BM_fill does not.
    #expect(used.errors.contains("pair 10: 1 of 2 undecided, 1 to be confirmed"))
  }

  @Test func damagedFloorsAreRefused() throws {
    let path = try folder.write("{}", to: "floors.json")
    let run = try compare(base, ["--floors", path])
    #expect(run.status == 65 && run.errors.contains(path))
  }

  @Test func anInterruptPrintsWhatThereIs() throws {
    let state = folder.path("count")
    // Its seventeenth process interrupts whoever runs it: in the second phase of BM_copy/64.
    let before = "[ \"$list\" ] || { echo >> \(state); [ $(wc -l < \(state)) = 17 ] && kill -INT $PPID; }"
    let head = try StandInProgram("head", ["BM_copy/64": 105, "BM_fill": 20], before: before + "; :", in: folder)
    let run = try compare(head, ["--quiet", "--all"])
    #expect(run.status == 130, "\(run.errors)")
    #expect(run.output.contains("BM_fill") && run.output.contains("BM_copy/64"))
    #expect(run.output.contains("interrupted after 16 pairs"))
  }

  @Test func aSelfTestThatFailsSaysWhatIsBroken() throws {
    let run = try CommandRun(["compare", "--self-test", base.path])
    #expect(run.status == 70)
    #expect(run.errors.contains("the gate is broken: 10 % slower gave exit"))
  }
}
