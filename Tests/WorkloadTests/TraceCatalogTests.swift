import Foundation
import MMUCore
import Testing
import Workload

/// What holds for every format, or between them.
@Suite struct TraceCatalogTests {
  /// Every sample, with its format and how many words it makes.
  static let samples: [(name: String, format: ForeignTraceFormat, count: Int)] = [
    ("lackey-true.lackey", .lackey, 210), ("true.champsimtrace.xz", .champsim, 52),
    ("true.champsimtrace.gz", .champsim, 52),
    ("pinatrace-manual.out", .pinatrace, 4), ("pinatrace-simple.out", .pinatrace, 5),
    ("pinatrace-simple.out.gz", .pinatrace, 5), ("perf-mem.txt", .perfScript, 7),
    ("perf-page-faults.txt", .perfScript, 0), ("drmemtrace-view.txt", .drmemtrace, 13),
    ("drmemtrace-signal.txt", .drmemtrace, 5), ("requests.oracleGeneral.bin", .oracleGeneral, 10),
    ("requests.oracleGeneral.bin.zst", .oracleGeneral, 10), ("libcachesim.csv", .csv, 5), ("csv-standard.csv", .csv, 8),
  ]

  @Test(arguments: samples)
  func tellsTheFormatByTheContent(_ name: String, _ format: ForeignTraceFormat, _ count: Int) throws {
    let bytes = try TraceSample.bytes(name)
    // The page faults are read by no format but their own, which finds no access in them.
    let words = try TraceText.words(bytes)
    #expect(words == (try TraceText.words(bytes, format)))
    #expect(words.count == count)
  }

  @Test func readsRealFetchesLoadsAndStores() throws {
    let words = try TraceText.words(TraceSample.bytes("lackey-true.lackey"))
    #expect(
      words.prefix(3) == [
        MemoryAccess(.fetch, GVA(0x0401_AB70), byteCount: 3), MemoryAccess(.fetch, GVA(0x0401_AB73), byteCount: 5),
        MemoryAccess(.store, GVA(0x1F_FF00_0648), byteCount: 8),
      ])
    // The same instructions, without sizes.
    let packed = try TraceText.words(TraceSample.bytes("true.champsimtrace.xz"))
    #expect(packed == words.prefix(packed.count).map { MemoryAccess($0.kind, $0.gva) })
  }

  @Test func opensFiles() throws {
    let path = NSTemporaryDirectory() + "catalog-\(UUID().uuidString)"
    try Data(TraceSample.bytes("true.champsimtrace.xz")).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try TraceCatalog.open(path).collect().count == 52)
    #expect(throws: TraceFailure.cannotOpen(path: "/no/such/trace", errorNumber: ENOENT)) {
      try TraceCatalog.open("/no/such/trace")
    }
  }

  @Test func goesByTheNameWhereTheContentTellsNothing() throws {
    #expect(throws: TraceFailure.unknownFormat(name: "a test")) { try TraceText.words("# nothing but a comment\n") }
    #expect(throws: TraceFailure.unknownFormat(name: "a test")) { try TraceText.words("a picture of a cat\n") }
    for name in ["t.csv", "T.CSV.GZ", "t.csv.xz", "t.csv.zst"] {
      #expect(try TraceText.words(Array("# nothing but a comment\n".utf8), name: name).isEmpty)
    }
    for (name, format) in [
      ("t.champsim", ForeignTraceFormat.champsim), ("600.perlbench_s-210B.champsimtrace.xz", .champsim),
      ("w92.oracleGeneral.bin.zst", .oracleGeneral), ("w92.oracleGeneral.zst", .oracleGeneral),
      ("pinatrace.out", .pinatrace),
    ] {
      #expect(ForeignTraceFormat(fileName: name) == format)
    }
  }

  @Test(arguments: ForeignTraceFormat.allCases) func refusesWhatIsEmpty(_ format: ForeignTraceFormat) {
    #expect(throws: TraceFailure.empty(name: "a test")) { try TraceText.words([], format) }
    #expect(throws: TraceFailure.empty(name: "a test")) { try TraceText.words([]) }
  }

  @Test(arguments: ForeignTraceFormat.allCases) func refusesZerosAndRubbish(_ format: ForeignTraceFormat) {
    // Ones are requests that libCacheSim could have written: the last of an object with a strange number.
    for byte in [UInt8(0), 0x7F, 0xFF, 0x41] where format != .oracleGeneral || byte != 0xFF {
      #expect(TraceText.damage(Array(repeating: byte, count: 192), format)?.number == 1)
    }
  }

  /// A line is never read into memory whole, however long it is.
  @Test(arguments: [ForeignTraceFormat.lackey, .pinatrace, .perfScript, .drmemtrace, .csv])
  func refusesALineWithoutEnd(_ format: ForeignTraceFormat) {
    let head = format == .drmemtrace ? "Output format:\n" : format == .csv ? "address\n" : "\n"
    let damage = TraceText.damage(Array(head.utf8) + Array(repeating: UInt8(ascii: "a"), count: 1_000_000), format)
    #expect(damage?.number == 2)
    #expect(damage?.reason == "the line is longer than 65536 bytes")
  }

  @Test func skipsCommentsOfAnyLength() throws {
    let comment = "#" + String(repeating: "x", count: 1_000_000) + "\n"
    #expect(try TraceText.words(comment + "0x1000,L\n" + comment + "0x1000,L\n", .csv).count == 2)
  }

  /// Whatever a source gives at once, and whatever room there is: the words are the same.
  @Test(arguments: samples)
  func readsTheSameHoweverTheTraceIsCut(_ name: String, _ format: ForeignTraceFormat, _ count: Int) throws {
    let bytes = try TraceSample.bytes(name)
    for cut in 0...bytes.count {
      let words = try PipedTrace.words([bytes[..<cut], bytes[cut...]], format, batchSize: 2 + cut % 9)
      #expect(words == (try TraceText.words(bytes, format)), "cut at \(cut)")
    }
    // A byte at a time, no line is presented with enough behind it for the fast path.
    #expect(try PipedTrace.words(bytes.indices.map { bytes[$0...$0] }, format) == (try TraceText.words(bytes, format)))
  }
}
