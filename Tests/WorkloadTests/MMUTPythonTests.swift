import Foundation
import MMUCore
import Testing
import Workload

/// A reader that was written from docs/TRACE_FORMAT.md alone, in another language, reads the same accesses.
@Suite struct MMUTPythonTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Scripts/read_mmut.py").path

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static var canRun: Bool {
    (try? run(["-c", "import ctypes; ctypes.CDLL('libzstd.so.1')"]))?.status == 0
  }

  private static func digest(_ accesses: [MemoryAccess]) -> String {
    let digest = accesses.reduce(UInt64(0)) { ($0 &* 0x100_0000_01B3) ^ $1.rawValue }
    let text = String(digest, radix: 16)
    return "\(accesses.count) words, digest \(String(repeating: "0", count: 16 - text.count))\(text)\n"
  }

  @Test(.enabled("skipped: no python3 with libzstd.so.1") { canRun }, arguments: TestStream.allCases)
  func readsWhatWasWritten(_ stream: TestStream) throws {
    let path = NSTemporaryDirectory() + "python-\(UUID().uuidString).mmut"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let accesses = stream.accesses(seed: 11, count: 6000)
    try Data(try TestStream.file(accesses, blockSize: 2500)).write(to: URL(fileURLWithPath: path))
    let run = try Self.run([Self.script, path])
    #expect(run.status == 0 && run.output == Self.digest(accesses))
  }
}
