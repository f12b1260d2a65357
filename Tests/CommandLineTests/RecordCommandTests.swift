import Foundation
import MMUCore
import Testing
import Workload

/// `mmubench record` as a user runs it.
@Suite struct RecordCommandTests {
  private static let text = ProfileCommandTests.trace

  /// Reads all of a trace; answers its source and its accesses.
  private static func read(_ path: String, salvages: Bool = false) throws -> (MMUTSource, [MemoryAccess]) {
    let source = try MMUTSource(path: path, salvages: salvages)
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 5000)
    defer { batch.deallocate() }
    var accesses: [MemoryAccess] = []
    while true {
      let count = try source.nextBatch(into: batch)
      if count == 0 { return (source, accesses) }
      accesses += batch[..<count]
    }
  }

  // MARK: What it does

  @Test(arguments: [["true"], ["ls", "-l", "/usr"]]) func recordsAProgram(_ command: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(["record", "-o", folder.path("t.mmut"), "--"] + command)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let (source, accesses) = try Self.read(folder.path("t.mmut"))
    for kind in [AccessKind.fetch, .load, .store] { #expect(accesses.count { $0.kind == kind } > 5000) }
    #expect(source.expectedCount == UInt64(accesses.count))
    #expect(source.description.command == command && source.description.guest == "x86-64")
    #expect(source.description.addressBits == 48 && source.ending == .complete(status: 0))
    // What was executed has a name, and lies in what was mapped as code.
    let mappings = source.mappings
    let places = accesses.filter { $0.kind == .fetch }.map { mappings.place(of: $0.gva) }
    #expect(places.count { $0 == nil } < places.count / 100)
    #expect(places.contains { $0?.mapping.hasSuffix("/libc.so.6") == true && $0?.symbol != nil })
    #expect(accesses.contains { mappings.place(of: $0.gva)?.mapping == "[stack]" })
    // The summary's figures are the file's.
    let size = try folder.contents("t.mmut").count
    let digits = run.errors.filter { $0.isNumber }
    #expect(digits.contains("\(accesses.count)") && digits.contains("\(size)"), "\(run.errors)")
    #expect(try folder.names == ["t.mmut"])
  }

  @Test func convertsATraceFromAFileOrStandardInput() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.text, to: "t.lackey")
    let file = try CommandRun(["record", "-o", folder.path("a.mmut"), "--from", "lackey", path, "--quiet"])
    let piped = try CommandRun(
      ["record", "-o", folder.path("b.mmut"), "--from", "lackey", "-"], input: Data(Self.text.utf8))
    #expect(file.status == 0 && file.errors.isEmpty, "\(file.errors)")
    #expect(piped.status == 0 && piped.errors.contains("6 accesses") == false, "\(piped.errors)")
    let (_, accesses) = try Self.read(folder.path("a.mmut"))
    #expect(try Self.read(folder.path("b.mmut")).1 == accesses)
    #expect(
      accesses == [
        MemoryAccess(.fetch, GVA(0x401_AB70), byteCount: 3), MemoryAccess(.store, GVA(0x1F_FF00_0668), byteCount: 8),
        MemoryAccess(.load, GVA(0x1F_FF00_0FFC), byteCount: 8), MemoryAccess(.load, GVA(0x1F_FF00_0668), byteCount: 8),
        MemoryAccess(.store, GVA(0x1F_FF00_0668), byteCount: 8),
      ])
  }

  @Test func convertsItsOwnFormatAndKeepsWhatItSays() throws {
    let folder = try TemporaryFolder()
    #expect(try CommandRun(["record", "-o", folder.path("a.mmut"), "--", "true"]).status == 0)
    let again = try CommandRun([
      "record", "-o", folder.path("b.mmut"), folder.path("a.mmut"), "--level", "19", "--block-size", "1000",
    ])
    #expect(again.status == 0, "\(again.errors)")
    let (a, accesses) = try Self.read(folder.path("a.mmut"))
    let (b, copies) = try Self.read(folder.path("b.mmut"))
    #expect(accesses == copies && a.description == b.description && a.mappings == b.mappings && a.ending == b.ending)
  }

  @Test func goesThroughPipes() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Self.text, to: "t.lackey")
    let script = "cd \(folder.url.path) && \"$0\" record -qo - t.lackey | cat | \"$0\" record -o b.mmut -"
    let run = try CommandRun.inShell(script)
    #expect(run.status == 0 && run.errors.contains("5 accesses"), "\(run.errors)")
    #expect(try Self.read(folder.path("b.mmut")).1.count == 5)
  }

  @Test func leavesFetchesOutAndStopsWhereItIsTold() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(["record", "-o", folder.path("t.mmut"), "--data-only", "--accesses", "10K", "--", "true"])
    #expect(run.status == 0, "\(run.errors)")
    let (source, accesses) = try Self.read(folder.path("t.mmut"))
    #expect(accesses.count == 10_000 && !accesses.contains { $0.kind == .fetch })
    #expect(!source.includesFetches && source.ending == .limited)
  }

  @Test func salvagesWhatIsSound() throws {
    let folder = try TemporaryFolder()
    let whole = folder.path("whole.mmut")
    #expect(try CommandRun(["record", "-o", whole, "--block-size", "10000", "--", "true"]).status == 0)
    let (_, accesses) = try Self.read(whole)
    var bytes = try folder.contents("whole.mmut")
    bytes[bytes.count / 3] ^= 0x10
    try bytes.write(to: folder.url.appendingPathComponent("broken.mmut"))
    let refused = try CommandRun(["record", "-o", folder.path("x.mmut"), folder.path("broken.mmut")])
    #expect(refused.status == 65 && refused.errors.contains("broken.mmut, block "), "\(refused.errors)")
    let run = try CommandRun(["record", "-o", folder.path("good.mmut"), "--salvage", folder.path("broken.mmut")])
    #expect(run.status == 0 && run.errors.contains("10 000 accesses are lost"), "\(run.errors)")
    let (source, rest) = try Self.read(folder.path("good.mmut"))
    #expect(rest.count == accesses.count - 10_000 && source.ending == .salvaged(lost: 10_000))
    #expect(try folder.names == ["broken.mmut", "good.mmut", "whole.mmut"])
  }

  // MARK: What it refuses

  @Test(
    arguments: [
      (["record"], 64, "--out"), (["record", "-o", "x"], 64, "Nothing to record"),
      (["record", "-o", "x", "trace", "--", "ls"], 64, "Several things to record"),
      (["record", "-o", "x", "--from", "lackey", "--", "ls"], 64, "--from is for a trace"),
      (["record", "-o", "x", "--from", "lackley", "-"], 64, "did you mean 'lackey'?"),
      (["record", "-o", "x", "-", "--show-output"], 64, "--show-output"),
      (["record", "-o", "x", "-", "--level", "20"], 64, "--level must be 1 to 19"),
      (["record", "-o", "x", "-", "--block-size", "0"], 64, "--block-size must be"),
      (["record", "-o", "x", "-", "--accesses", "0"], 64, "--accesses"),
      (["record", "-o", "x", "-", "--address-bits", "64"], 64, "--address-bits must be 32 to 57"),
      (["record", "-o", "x", "./no-such-trace"], 66, "no-such-trace"),
      (["record", "-o", "x", "--salvage", "/tmp"], 66, "directory"),
      (["record", "-o", "x", "--salvage", "/etc/passwd"], 65, "nothing of the trace is sound"),
      (["record", "-o", "x", "--", "no-such-command"], 66, "cannot run command 'no-such-command'"),
      (["record", "-o", "x", "--", "/etc/passwd"], 66, "Permission denied"),
      (["record", "-o", "/no/such/folder/x", "--", "true"], 74, "/no/such/folder/x"),
      (["record", "-o", "/tmp", "--", "true"], 74, "Is a directory"),
      (["record", "-o", "/dev/full", "--", "true"], 74, "No space left"),
    ] as [([String], Int32, String)])
  func refusesAndSaysWhy(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let folder = try TemporaryFolder()
    let arguments = arguments.map { $0 == "x" ? folder.path("x") : $0 }
    let run = try CommandRun(arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(try run.output.isEmpty && folder.names.isEmpty)
  }

  @Test(arguments: [
    ("I  0401ab70,3\nrubbish\n", "line 2"), ("", "empty"), ("==1== Exit code: 0\n", "no memory accesses"),
  ])
  func leavesWhatWasThereWhenItFails(_ text: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("what was there", to: "x")
    let run = try CommandRun(["record", "-o", path, "--from", "lackey", "-"], input: Data(text.utf8))
    #expect(run.status == 65 && run.errors.contains(words), "\(run.errors)")
    #expect(try folder.contents("x") == Data("what was there".utf8) && folder.names == ["x"])
  }

  @Test func tellsHowToInstallValgrind() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      ["record", "-o", folder.path("x"), "--", "/bin/ls"], environment: ["PATH": folder.url.path])
    #expect(run.status == 69 && run.errors.contains("apt-get install valgrind"))
    #expect(try folder.names.isEmpty)
  }

  // MARK: Endings

  @Test func saysHowTheCommandEnded() throws {
    let folder = try TemporaryFolder()
    let failing = try CommandRun(["record", "-o", folder.path("a"), "--", "sh", "-c", "exit 3"])
    #expect(failing.status == 0 && failing.errors.contains("the command ended with status 3"))
    #expect(try Self.read(folder.path("a")).0.ending == .complete(status: 3))
    let dying = try CommandRun(["record", "-o", folder.path("b"), "--", "sh", "-c", "kill -SEGV $$"])
    #expect(dying.status == 65 && dying.errors.contains("killed by signal 11"))
    #expect(try Self.read(folder.path("b")).0.ending == .killed(signal: 11))
  }

  @Test(.timeLimit(.minutes(2)), arguments: [(SIGINT, "while :; do :; done"), (SIGTERM, "exec sleep 1000")])
  func keepsWhatItHasWhenInterrupted(_ signal: Int32, _ work: String) throws {
    let folder = try TemporaryFolder()
    let started = folder.path("started")
    let running = try CommandRun.Running([
      "record", "-o", folder.path("t.mmut"), "--", "sh", "-c", "echo $$ >\(started); \(work)",
    ])
    while (try? folder.contents("started").isEmpty) ?? true { sched_yield() }
    kill(running.process.processIdentifier, signal)
    let run = try running.finish()
    #expect(run.status == 130 && run.errors.contains("interrupted: \(folder.path("t.mmut")) holds"), "\(run.errors)")
    let (source, accesses) = try Self.read(folder.path("t.mmut"))
    #expect(source.ending == .interrupted && accesses.count > 1000)
    #expect(try folder.names == ["started", "t.mmut"])
    let child = try #require(pid_t(String(decoding: folder.contents("started"), as: UTF8.self).dropLast()))
    #expect(kill(child, 0) == -1 && errno == ESRCH, "Valgrind was left behind")
  }
}
