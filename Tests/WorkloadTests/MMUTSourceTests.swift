import Foundation
import MMUCore
import Testing
import Workload

/// `.mmut` files as files, through pipes, and as the documents show them.
@Suite struct MMUTSourceTests {
  private static func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "source-\(UUID().uuidString).mmut"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try body(path)
  }

  @Test func aFileSaysHowMuchThereIs() throws {
    let accesses = TestStream.everything.accesses(seed: 2, count: 400_000)
    try Self.withFile(try TestStream.file(accesses, blockSize: 50_000)) { path in
      let source = try MMUTSource(path: path)
      #expect(source.expectedCount == 400_000 - 400_000 % 6 && source.ending == nil)
      #expect(try source.collect(batchSize: 12_345) == accesses)
      #expect(source.ending == .complete(status: nil))
      #expect(try source.collect().isEmpty)
    }
  }

  @Test func theCatalogKnowsItByItsBeginning() throws {
    let accesses = TestStream.program.accesses(seed: 2)
    try Self.withFile(try TestStream.file(accesses)) { path in
      let source = try TraceCatalog.open(path)
      #expect(source is MMUTSource && source.expectedCount == 5000)
      #expect(try source.collect() == accesses)
    }
  }

  @Test func damageIsToldAfterWhatCameBefore() throws {
    let accesses = TestStream.program.accesses(seed: 2, count: 10_000)
    let file = try TestStream.file(accesses, blockSize: 1000)
    let block = MMUTDamageTests.sections(file).filter { $0.kind == "BLCK" }[6]
    try Self.withFile(Array(file[..<(block.offset + 100)])) { path in
      let source = try MMUTSource(path: path)
      let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 1000)
      defer { batch.deallocate() }
      for _ in 0..<6 { #expect(try source.nextBatch(into: batch) == 1000) }
      let expected = TraceFailure.malformed(name: path, TraceDamage(.block, 7, "the file ends within it"))
      for _ in 0..<2 { #expect(throws: expected) { try source.nextBatch(into: batch) } }
    }
  }

  /// Whoever stops reading does not wait for a writer who has stopped writing.
  @Test(.timeLimit(.minutes(1))) func aPipeMayStayOpen() throws {
    let accesses = TestStream.program.accesses(seed: 2, count: 3000)
    let file = try TestStream.file(accesses, blockSize: 1000)
    let path = NSTemporaryDirectory() + "pipe-\(UUID().uuidString)"
    defer { unlink(path) }
    #expect(mkfifo(path, 0o600) == 0)
    let writer = open(path, O_RDWR)
    defer { close(writer) }
    let second = MMUTDamageTests.sections(file).filter { $0.kind == "BLCK" }[1]
    let count = second.offset + second.length
    #expect(file.withUnsafeBytes { write(writer, $0.baseAddress, count) } == count)
    var source: MMUTSource? = try MMUTSource(path: path)
    #expect(source?.expectedCount == nil)
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 1000)
    defer { batch.deallocate() }
    for number in 0..<2 {
      #expect(try source?.nextBatch(into: batch) == 1000)
      #expect(Array(batch) == Array(accesses[(1000 * number)..<(1000 * number + 1000)]))
    }
    source = nil
  }

  @Test func keepsMarks() throws {
    let sink = MemoryWriter()
    let writer = try MMUTWriter(sink, TraceDescription(), blockSize: 100)
    let accesses = TestStream.program.accesses(seed: 2, count: 250)
    writer.mark("begin")
    try accesses.withUnsafeBufferPointer { try writer.append($0) }
    writer.mark("the end = \\ of it\n")
    try writer.finish(.interrupted)
    let (read, source) = try TestStream.read(sink.bytes)
    #expect(read == accesses && source.ending == .interrupted)
    #expect(source.marks == [TraceMark(index: 0, name: "begin"), TraceMark(index: 250, name: "the end = \\ of it\n")])
  }

  /// The address bits that a file claims hold for all of its words.
  @Test func refusesAddressesThatTheFileExcludes() throws {
    for address in [UInt64(1) << 47, 1 << 55, 0xFF00_0000_0000_0000] {
      let accesses = [MemoryAccess(.load, GVA(0x7FFF_FFFF_FFFF)), MemoryAccess(.load, GVA(address))]
      #expect(try TestStream.read(try TestStream.file(accesses, addressBits: 57)).0 == accesses)
      #expect(throws: TraceFailure.malformed(name: "trace", TraceDamage(.block, 1, "an address is not canonical"))) {
        try TestStream.read(try TestStream.file(accesses, addressBits: 48))
      }
    }
    let fine = [MemoryAccess(.load, GVA(0xFFFF_8000_0000_0000)), MemoryAccess(.load, GVA(0x7FFF_FFFF_FFFF))]
    #expect(try TestStream.read(try TestStream.file(fine, addressBits: 48)).0 == fine)
  }

  @Test func theDocumentsExampleIsWhatItSays() throws {
    let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/TRACE_FORMAT.md")
    let lines = try String(contentsOf: document, encoding: .utf8).split(separator: "\n")
    var bytes: [UInt8] = []
    for line in lines where line.contains(#/^[0-9a-f]{8}: /#) {
      let digits = line.dropFirst(10).prefix(39).filter { $0 != " " }
      bytes += stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(digits.dropFirst($0).prefix(2), radix: 16) }
    }
    let text = lines.filter { $0.contains(#/^(I| L) +[0-9a-f]+,[0-9]$/#) }.joined(separator: "\n") + "\n"
    let expected = try Array(text.utf8).withUnsafeBytes { try LackeyTextSource(bytes: $0, name: "document").collect() }
    let (accesses, source) = try TestStream.read(bytes)
    #expect(accesses == expected && accesses.count == 13 && source.description.source == "loop.lackey")
  }
}
