import Foundation
import Profiling
import Testing

@Suite struct FileFingerprintTests {
  static func fingerprint(_ bytes: [UInt8], goesOn: Bool = true) throws -> FileFingerprint? {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("mmubench-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    return try FileFingerprint(of: path) { goesOn }
  }

  @Test func isTheSameOnEveryMachine() throws {
    #expect(try Self.fingerprint([]) == FileFingerprint(bytes: 0, hash: "0c3c4edc9cc69f8a"))
    #expect(try Self.fingerprint(Array("the same bytes".utf8)) == FileFingerprint(bytes: 14, hash: "d4a14ded3bc88280"))
  }

  @Test func changesWithEveryByteAndWithTheLength() throws {
    let size = (1 << 20) + 13
    let bytes = [UInt8](repeating: 0, count: size)
    var seen: Set<FileFingerprint> = [try #require(try Self.fingerprint(bytes))]
    for position in [0, 7, 8, 1000, 1 << 20 - 1, 1 << 20, size - 1] {
      var changed = bytes
      changed[position] = 0x80
      #expect(seen.insert(try #require(try Self.fingerprint(changed))).inserted, "byte \(position)")
    }
    for count in [size - 1, size + 1, 0, 1, 8] {
      let hash = try #require(try Self.fingerprint([UInt8](repeating: 0, count: count)))
      #expect(hash.bytes == UInt64(count) && seen.insert(hash).inserted)
    }
  }

  @Test func stopsWhenItIsTo() throws {
    #expect(try Self.fingerprint([1], goesOn: false) == nil)
  }

  @Test(arguments: ["/tmp", "/dev/null", "/no/such/file"]) func refusesWhatIsNoFile(_ path: String) {
    #expect(throws: (any Error).self) { try FileFingerprint(of: path) }
  }
}
