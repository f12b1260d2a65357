import Foundation
import MMUCore
import Testing
import Workload

@Suite struct LackeyRecorderTests {
  @Test func recordsAProgram() throws {
    let recorder = try LackeyRecorder(["/bin/true"], addressBits: 48)
    let accesses = try recorder.collect(batchSize: 5000)
    #expect(recorder.finish() == .exited(0))
    #expect(accesses.count > 10_000)
    for kind in [AccessKind.fetch, .load, .store] { #expect(accesses.contains { $0.kind == kind }) }
  }

  @Test func tellsHowACommandEnded() throws {
    let failing = try LackeyRecorder(["sh", "-c", "exit 7"])
    #expect(try !failing.collect().isEmpty)
    #expect(failing.finish() == .exited(7))
    let dying = try LackeyRecorder(["sh", "-c", "kill -9 $$"])
    #expect(try !dying.collect().isEmpty)
    #expect(dying.finish() == .killed(signal: 9))
  }

  @Test func doesNotWaitForADaemonThatIsLeftBehind() throws {
    let path = NSTemporaryDirectory() + "daemon-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let recorder = try LackeyRecorder(["sh", "-c", "sleep 1000 2>/dev/null & echo $! >\(path)"])
    #expect(try !recorder.collect().isEmpty)
    #expect(recorder.finish() == .exited(0))
    let daemon = try #require(pid_t(String(contentsOfFile: path, encoding: .utf8).dropLast()))
    #expect(kill(daemon, SIGKILL) == 0)
  }

  @Test func leavesNoCommandBehind() throws {
    let path = NSTemporaryDirectory() + "command-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var recorder: LackeyRecorder? = try LackeyRecorder(["sh", "-c", "echo $$ >\(path); exec sleep 1000"])
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 1000)
    defer { batch.deallocate() }
    // What the shell does after it wrote the file is recorded too, so this does not wait for the sleeper.
    var name = ""
    while name.isEmpty {
      #expect(try recorder?.nextBatch(into: batch) != 0)
      name = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
    let command = try #require(pid_t(name.dropLast()))
    #expect(kill(command, 0) == 0)
    recorder = nil
    #expect(kill(command, 0) == -1 && errno == ESRCH)
  }

  @Test func refusesWhatCannotBeRun() {
    #expect(throws: TraceFailure.cannotRunCommand(name: "no-such-command", errorNumber: ENOENT)) {
      try LackeyRecorder(["no-such-command"])
    }
    #expect(throws: TraceFailure.cannotRunCommand(name: "/tmp", errorNumber: EISDIR)) { try LackeyRecorder(["/tmp"]) }
    #expect(throws: TraceFailure.cannotRunCommand(name: "/etc/passwd", errorNumber: EACCES)) {
      try LackeyRecorder(["/etc/passwd"])
    }
  }
}
