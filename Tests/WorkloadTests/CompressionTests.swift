import MMUCore
import Testing
import Workload

@Suite struct CompressionTests {
  @Test(arguments: ["two-members.out.gz", "two-streams.out.xz", "two-frames.out.zst"])
  func readsPartsOneAfterTheOther(_ name: String) throws {
    #expect(
      try TraceText.words(TraceSample.bytes(name)) == (try TraceText.words(TraceSample.bytes("pinatrace-manual.out"))))
  }

  /// Nothing but one batch is kept, so that what a small file expands to is only counted.
  @Test(arguments: ["bomb.csv.gz", "bomb.csv.xz", "bomb.csv.zst"])
  func streamsWhatASmallFileExpandsTo(_ name: String) throws {
    let bytes = try TraceSample.bytes(name)
    let access = MemoryAccess(.store, GVA(0x7FFD_5A3C_1E48), byteCount: 8)
    try bytes.withUnsafeBytes { bytes in
      let source = try TraceCatalog.open(bytes: bytes, name: name)
      try withUnsafeTemporaryAllocation(of: MemoryAccess.self, capacity: 1000) { batch in
        var count = 0
        while case let more = try source.nextBatch(into: batch), more > 0 {
          #expect(batch[..<more].allSatisfy { $0 == access })
          count += more
        }
        #expect(count == 500_000)
      }
    }
  }

  @Test(arguments: [
    ("large-dictionary.csv.xz", "xz: it takes more than 128 MiB to decompress; compress it again with xz -9 or less"),
    ("large-window.csv.zst", "zstd: Frame requires too much memory for decoding"),
  ])
  func refusesToTakeMuchMemory(_ name: String, _ reason: String) throws {
    let bytes = try TraceSample.bytes(name)
    #expect(throws: TraceFailure.badCompression(name: "a test", reason: reason)) { try TraceText.words(bytes, .csv) }
  }

  static let samples = ["true.champsimtrace.gz", "true.champsimtrace.xz", "requests.oracleGeneral.bin.zst"]

  @Test(arguments: samples) func refusesDataThatIsCutOff(_ name: String) throws {
    let bytes = try TraceSample.bytes(name)
    for length in 6..<bytes.count {
      let failure = #expect(throws: TraceFailure.self, "cut at \(length)") {
        try TraceText.words(Array(bytes[..<length]), ForeignTraceFormat(fileName: name))
      }
      guard case .badCompression(name: "a test", let reason)? = failure else {
        Issue.record("cut at \(length): \(String(describing: failure))")
        continue
      }
      #expect(reason.hasSuffix("the data ends too early; the file is cut off"), "cut at \(length)")
    }
  }

  @Test(arguments: samples) func refusesDataWithSomethingBehind(_ name: String) throws {
    let bytes = try TraceSample.bytes(name)
    #expect(throws: TraceFailure.self) {
      try TraceText.words(bytes + Array("rubbish".utf8), ForeignTraceFormat(fileName: name))
    }
  }

  @Test(arguments: [("BZh91AY&SY", "bzcat"), ("PK\u{3}\u{4}xxxx", "unzip -p")])
  func namesTheToolForCompressionThatIsNotRead(_ text: String, _ tool: String) {
    let reason = "its compression is not read; pass on what '\(tool)' makes of it"
    #expect(throws: TraceFailure.badCompression(name: "a test", reason: reason)) { try TraceText.words(text) }
  }
}
