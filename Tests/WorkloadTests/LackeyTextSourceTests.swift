import Foundation
import MMUCore
import Testing
import Workload

@Suite struct LackeyTextSourceTests {
  /// "I  0401ab70,3\n" three times, compressed by `zstd --no-check`; the frame names its size.
  static let compressed: [UInt8] = [
    0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x2A, 0xA5, 0x00, 0x00, 0x70, 0x49, 0x20, 0x20, 0x30, 0x34, 0x30, 0x31, 0x61, 0x62,
    0x37, 0x30, 0x2C, 0x33, 0x0A, 0x01, 0x00, 0xC1, 0x4C, 0x25,
  ]
  static let access = MemoryAccess(.fetch, GVA(0x0401_AB70), byteCount: 3)

  static func accesses(of bytes: [UInt8], batchSize: Int = 100) throws -> [MemoryAccess] {
    try bytes.withUnsafeBytes { try LackeyTextSource(bytes: $0, name: "a test").collect(batchSize: batchSize) }
  }

  /// Runs a body with the path of a file that holds some bytes.
  static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "lackey-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func readsAFileLargerThanItsBuffer() throws {
    let line = Array("I  0401ab70,3\n".utf8)
    let text = (0..<50_000).flatMap { _ in line }
    try Self.withFile(text) { path in
      let source = try LackeyTextSource(path: path)
      #expect(try source.collect(batchSize: 777) == Array(repeating: Self.access, count: 50_000))
      #expect(source.lineCount == 50_000)
      #expect(source.includesFetches)
      #expect(source.expectedCount == nil)
    }
  }

  @Test func readsCompressedText() throws {
    #expect(try Self.accesses(of: Self.compressed) == [Self.access, Self.access, Self.access])
    #expect(try Self.accesses(of: Self.compressed + Self.compressed).count == 6)
    let count = try Self.withFile(Self.compressed) { try LackeyTextSource(path: $0).collect().count }
    #expect(count == 3)
  }

  @Test(arguments: 4..<29) func refusesCompressedTextThatIsCutOff(_ length: Int) {
    let failure = #expect(throws: TraceFailure.self) { try Self.accesses(of: Array(Self.compressed[..<length])) }
    guard case .badCompression(name: "a test", _)? = failure else {
      Issue.record("not refused for its compression: \(String(describing: failure))")
      return
    }
  }

  @Test func refusesCompressedTextThatIsWrong() {
    var bytes = Self.compressed
    bytes[8] = 0xFF
    #expect(throws: TraceFailure.self) { try Self.accesses(of: bytes) }
  }

  @Test(arguments: 0..<4) func readsTextShorterThanAMagicNumber(_ length: Int) throws {
    #expect(try Self.accesses(of: Array(repeating: 0x0A, count: length)) == [])
  }

  @Test func namesTheTraceThatIsDamaged() throws {
    let failure = #expect(throws: TraceFailure.self) { try Self.accesses(of: Array("\n\nrubbish\n".utf8)) }
    guard case .malformed(name: "a test", let damage)? = failure else {
      Issue.record("not refused as damaged")
      return
    }
    #expect(damage.number == 3)
  }

  @Test func saysWhatCannotBeOpened() {
    #expect(throws: TraceFailure.cannotOpen(path: "/no/such/trace", errorNumber: ENOENT)) {
      try LackeyTextSource(path: "/no/such/trace")
    }
    #expect(throws: TraceFailure.cannotOpen(path: "/tmp", errorNumber: EISDIR)) {
      try LackeyTextSource(path: "/tmp")
    }
  }
}
