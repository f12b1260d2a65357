import Foundation
import MMUCore
import Testing
import Workload

@Suite struct TraceMappingsTests {
  private static func mapping(_ start: UInt64, _ end: UInt64, _ path: String, offset: UInt64 = 0) -> TraceMapping {
    TraceMapping(start: start, end: end, offset: offset, permissions: "r-xp", path: path)
  }

  private static func symbol(_ address: UInt64, _ byteCount: UInt64, _ name: String) -> TraceSymbol {
    TraceSymbol(address: address, byteCount: byteCount, kind: .function, name: name)
  }

  @Test func laterMappingsCutEarlierOnes() {
    var mappings = TraceMappings()
    mappings.insert(Self.mapping(0x1000, 0x9000, "/a"))
    mappings.insert(Self.mapping(0x3000, 0x5000, "/b", offset: 0x100))
    mappings.insert(Self.mapping(0xA000, 0xB000, "[heap]"))
    mappings.insert(Self.mapping(0xA000, 0xD000, "[heap]"))
    mappings.insert(Self.mapping(0x8000, 0x9800, "/c"))
    #expect(
      mappings.mappings == [
        Self.mapping(0x1000, 0x3000, "/a"), Self.mapping(0x3000, 0x5000, "/b", offset: 0x100),
        Self.mapping(0x5000, 0x8000, "/a", offset: 0x4000), Self.mapping(0x8000, 0x9800, "/c"),
        Self.mapping(0xA000, 0xD000, "[heap]"),
      ])
  }

  /// Every address of a small space has the name that was put there last, whatever the order.
  @Test func agreesWithPaintingEachAddress() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = RandomGenerator(seed: seed)
      var painted = [String?](repeating: nil, count: 64)
      var mappings = TraceMappings()
      for number in 0..<12 {
        let start = random.next(below: 60)
        let end = start + 1 + random.next(below: 64 - start - 1 + 1)
        mappings.insert(Self.mapping(start, end, "\(number)"))
        for address in start..<min(end, 64) { painted[Int(address)] = "\(number)" }
      }
      for address in 0..<64 { #expect(mappings.mapping(at: UInt64(address))?.path == painted[address], "seed \(seed)") }
    }
  }

  @Test func placesNameSymbolAndOffset() {
    var mappings = TraceMappings()
    mappings.insert(Self.mapping(0x40_0000, 0x40_2000, "/bin/x", offset: 0x1000))
    mappings.insert(Self.mapping(0x40_2000, 0x40_3000, "[anon]"))
    mappings.insert(Self.mapping(0x50_0000, 0x50_1000, "[anon]"))
    mappings.insert(
      TraceObject(
        path: "/bin/x",
        symbols: [
          Self.symbol(0x40_0500, 0x10, "inner"), Self.symbol(0x40_0400, 0x200, "outer"),
          Self.symbol(0x40_0800, 0, "unsized"), Self.symbol(0x40_0900, 8, "small"),
          Self.symbol(0x40_2010, 0x20, "counters"),
        ]))
    func place(_ address: UInt64) -> String? { mappings.place(of: GVA(address))?.description }
    #expect(place(0x40_0400) == "x: outer")
    #expect(place(0x40_0508) == "x: inner+0x8")
    #expect(place(0x40_0510) == "x: outer+0x110")
    #expect(place(0x40_0600) == "x+0x1600")
    #expect(place(0x40_08F0) == "x: unsized+0xf0")
    #expect(place(0x40_0908) == "x+0x1908")
    #expect(place(0x40_2018) == "x: counters+0x8")
    #expect(place(0x40_2000) == "[anon]")
    #expect(place(0x50_0010) == "[anon]+0x10")
    #expect(place(0x60_0000) == nil)
  }

  @Test func aTraceKeepsThem() throws {
    var mappings = TraceMappings()
    mappings.insert(Self.mapping(0x1000, 0x2000, "/with blank \\ and\nline/\u{301}é\r"))
    mappings.insert(Self.mapping(0xFFFF_FFFF_0000_0000, .max, "[anon]", offset: .max))
    mappings.insert(
      TraceObject(
        path: "/with blank \\ and\nline/\u{301}é\r", symbols: [Self.symbol(0x1000, 3, "operator new(int) \u{301}")]))
    // So many that they take several sections.
    let many = (0..<100_000).map { Self.symbol(UInt64($0) * 16, 16, "a_function_with_a_name_of_usual_length_\($0)") }
    mappings.insert(TraceObject(path: "/many", symbols: many))
    let (_, source) = try TestStream.read(try TestStream.file([], mappings: mappings))
    #expect(source.mappings == mappings)
  }

  @Test func aDecodedOneIsTheSame() throws {
    var mappings = TraceMappings()
    mappings.insert(Self.mapping(0x1000, 0x2000, "/a"))
    mappings.insert(TraceObject(path: "/a", symbols: [Self.symbol(0x1000, 3, "main")]))
    let json = try JSONEncoder().encode(mappings)
    #expect(try JSONDecoder().decode(TraceMappings.self, from: json) == mappings)
  }
}
