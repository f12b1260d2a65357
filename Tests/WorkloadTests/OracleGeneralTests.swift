import MMUCore
import Testing
import Workload

@Suite struct OracleGeneralTests {
  /// A request as libCacheSim packs it.
  static func record(_ object: UInt64, next: Int64 = -1, time: UInt32 = 1, size: UInt32 = 512) -> [UInt8] {
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }
    return bytes(time) + bytes(object) + bytes(size) + bytes(next)
  }

  @Test(arguments: ["requests.oracleGeneral.bin", "requests.oracleGeneral.bin.zst"])
  func readsObjectsAsPages(_ name: String) throws {
    let words = try TraceText.words(TraceSample.bytes(name))
    let pages: [UInt64] = [
      42_932_745, 42_932_746, 42_932_747, 40_409_911, 31_954_535, 6_160_447, 6_160_455, 6_160_447, 0, 6_160_455,
    ]
    #expect(words.count == 10)
    for (index, page) in pages.enumerated() where index != 8 {
      #expect(words[index] == MemoryAccess(.load, GVA(page << 12)))
    }
  }

  /// splitmix64's finalizer of the object's number, cut to the pages of half the address space.
  @Test(arguments: [(UInt8(57), UInt64(44)), (48, 35), (14, 1)]) func mixesNumbersThatAreNoPages(
    _ bits: UInt8, _ pageBits: UInt64
  ) throws {
    let objects: [UInt64] = [(1 << pageBits) - 1, 1 << pageBits, 0xFEDC_BA98_7654_3210, .max]
    let trace = objects.flatMap { Self.record($0) }
    let words = try TraceText.words(trace, .oracleGeneral, addressBits: bits)
    #expect(words[0].gva.rawValue == objects[0] << 12)
    for (object, word) in zip(objects, words).dropFirst() {
      var mixed = object
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      mixed ^= mixed >> 31
      #expect(word == MemoryAccess(.load, GVA((mixed >> (64 - pageBits)) << 12)))
    }
  }

  @Test(arguments: [Int64(-1), 1, 1 << 40, .max]) func acceptsWhatANextAccessMayBe(_ next: Int64) throws {
    #expect(try TraceText.words(Self.record(7, next: next), .oracleGeneral) == [MemoryAccess(.load, GVA(7 << 12))])
  }

  @Test(arguments: [Int64(0), -2, 1 << 40 + 1, .min, .max - 1]) func refusesDamageAndSaysWhere(_ next: Int64) {
    let damage = TraceText.damage(Self.record(7) + Self.record(7, next: next) + Self.record(7), .oracleGeneral)
    let reason = "next_access_vtime is \(next), which no request has: this is no oracleGeneral trace"
    #expect(damage == TraceDamage(.record, 2, reason))
  }

  @Test(arguments: [1, 23, 25, 47]) func refusesATraceThatIsCutOff(_ length: Int) {
    let damage = TraceText.damage(Array((Self.record(7) + Self.record(8))[..<length]), .oracleGeneral)
    let reason = "the trace ends \(24 - length % 24) bytes before the record's end; it is cut off"
    #expect(damage == TraceDamage(.record, UInt64(length / 24 + 1), reason))
  }
}
