import Foundation
import MMUCore
import Testing
import Workload

/// Mappings and symbols of real programs under Valgrind, and of damaged files.
@Suite struct RecordedMappingsTests {
  /// A program of which every address is known: its own, the heap's, the stack's and those of the C library.
  private static let source = """
    #include <stdlib.h>
    #include <string.h>
    #include <sys/mman.h>
    static char table[100000];
    char variable[64] = {1};
    __attribute__((noinline)) void work(char *place, long count) { for (long i = 0; i < count; i++) place[i] += i; }
    int main(void) {
      char local[9000];
      memset(local, 1, sizeof local);
      work(local, sizeof local);
      work(table, sizeof table);
      work(variable, sizeof variable);
      char *heap = malloc(50000);
      work(heap, 50000);
      work(mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1 << 20);
      return 0;
    }
    """

  private static let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private static func compile(_ folder: String, _ options: [String]) throws -> String {
    let path = folder + "/program"
    try source.write(toFile: path + ".c", atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(compiler))
    process.arguments = ["-O1", "-g0", path + ".c", "-o", path] + options
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return path
  }

  @Test(.enabled("skipped: no C compiler") { compiler != nil }, arguments: [["-no-pie"], ["-pie", "-fPIE"]])
  func namesWhatAProgramTouches(_ options: [String]) throws {
    let folder = NSTemporaryDirectory() + "mappings-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try Self.compile(folder, options)
    let recorder = try LackeyRecorder([path], addressBits: 48)
    let accesses = try recorder.collect(batchSize: 5000)
    #expect(recorder.finish() == .exited(0))
    let mappings = recorder.mappings
    var counts: [String: Int] = [:]
    var unknown = 0
    for access in accesses {
      guard let place = mappings.place(of: access.gva) else {
        unknown += 1
        continue
      }
      counts[place.symbol ?? place.mapping, default: 0] += 1
    }
    // The last mappings may be gone before anybody looks.
    #expect(unknown < accesses.count / 100, "\(unknown) of \(accesses.count)")
    #expect(counts["work", default: 0] > 1_000_000)
    #expect(counts["table", default: 0] >= 200_000)
    #expect(counts["variable", default: 0] >= 128)
    #expect(counts["[heap]", default: 0] >= 100_000)
    #expect(counts["[stack]", default: 0] >= 18_000)
    #expect(counts["[anon]", default: 0] >= 2_000_000)
    #expect(!mappings.mappings.contains { $0.path.contains("lackey") || $0.path == "/usr/bin/valgrind" })
  }

  @Test func aDamagedELFFileGivesFewerSymbolsOrNone() throws {
    let folder = NSTemporaryDirectory() + "elf-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/object"
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/bin/true")))
    let code = TraceMapping(start: 0x10_A000, end: 0x10_E000, offset: 0x2000, permissions: "r-xp", path: path)
    try Data(whole).write(to: URL(fileURLWithPath: path))
    #expect(TraceObject(ofFile: path, mapped: [code]) != nil)
    for seed in 1...400 as ClosedRange<UInt64> {
      var random = RandomGenerator(seed: seed)
      var bytes = whole
      // Where the tables are said to be, and the section headers at the end.
      for _ in 0...random.next(below: 6) {
        let place =
          random.next(below: 2) == 0 ? random.next(below: 64) : UInt64(whole.count) - 1 - random.next(below: 2000)
        bytes[Int(place)] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.next(below: 4) == 0 { bytes.removeLast(Int(random.next(below: UInt64(bytes.count)))) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let object = TraceObject(ofFile: path, mapped: [code])
      #expect(object?.symbols.count ?? 0 < 100_000, "seed \(seed)")
    }
    for path in ["/nowhere", "/tmp", "/dev/zero"] { #expect(TraceObject(ofFile: path, mapped: [code]) == nil) }
  }
}
