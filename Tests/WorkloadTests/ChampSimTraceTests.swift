import MMUCore
import Testing
import Workload

@Suite struct ChampSimTraceTests {
  /// An instruction as ChampSim's tracer writes it.
  static func record(
    _ ip: UInt64, loads: [UInt64] = [], stores: [UInt64] = [], isBranch: UInt8 = 0, isTaken: UInt8 = 0
  ) -> [UInt8] {
    func bytes(_ words: [UInt64], _ count: Int) -> [UInt8] {
      (words + Array(repeating: 0, count: count - words.count)).flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
      }
    }
    return bytes([ip], 1) + [isBranch, isTaken, 6, 0, 25, 26, 6, 0] + bytes(stores, 2) + bytes(loads, 4)
  }

  static let trace =
    record(0x40_1136) + record(0x40_113A, loads: [0x7FFD_5A3C_1E48, 0, 0x1000], stores: [0, 0x7FFD_5A3C_1E40])
    + record(
      0x40_113F, loads: [0x10FFF, 0x20000, 0x30000, 0x40000], stores: [0x50000, 0x60000], isBranch: 1, isTaken: 1)

  static let accesses =
    [
      MemoryAccess(.fetch, GVA(0x40_1136)), MemoryAccess(.fetch, GVA(0x40_113A)),
      MemoryAccess(.load, GVA(0x7FFD_5A3C_1E48)), MemoryAccess(.load, GVA(0x1000)),
      MemoryAccess(.store, GVA(0x7FFD_5A3C_1E40)), MemoryAccess(.fetch, GVA(0x40_113F)),
    ] + [0x10FFF, 0x20000, 0x30000, 0x40000].map { MemoryAccess(.load, GVA($0)) }
    + [0x50000, 0x60000].map { MemoryAccess(.store, GVA($0)) }

  @Test func readsFetchesThenLoadsThenStores() throws {
    #expect(try TraceText.words(Self.trace, .champsim) == Self.accesses)
    #expect(try TraceText.words(Self.trace) == Self.accesses)
  }

  @Test(arguments: 2...20) func readsTheSameWithLittleRoom(_ batchSize: Int) throws {
    #expect(try TraceText.words(Self.trace, .champsim, batchSize: batchSize) == Self.accesses)
  }

  @Test(arguments: [1, 8, 63, 65, 127, 128 + 63]) func refusesATraceThatIsCutOff(_ length: Int) {
    let damage = TraceText.damage(Array(Self.trace[..<length]), .champsim)
    #expect(damage?.unit == .record)
    #expect(damage?.number == UInt64(length / 64 + 1))
    let missing = 64 - length % 64
    #expect(damage?.reason == "the trace ends \(missing) bytes before the record's end; it is cut off")
  }

  @Test func refusesDamageAndSaysWhere() {
    for (record, reason) in [
      (Self.record(0x1000, isBranch: 2), "is_branch is 2, not 0 or 1"),
      (Self.record(0x1000, isBranch: 1, isTaken: 7), "branch_taken is 7, not 0 or 1"),
      (Self.record(0), "the instruction's address is 0"),
      (Self.record(0x8000_0000_0000), "the address is not canonical in 48 bits"),
      (Self.record(0x1000, loads: [0, 0, 0, 1 << 60]), "the address is not canonical in 48 bits"),
      (Self.record(0x1000, stores: [0, 1 << 60]), "the address is not canonical in 48 bits"),
    ] {
      let damage = TraceText.damage(Self.record(0x1000) + record + Self.trace, .champsim, addressBits: 48)
      #expect(damage?.reason.hasPrefix(reason) == true, "\(String(describing: damage))")
      #expect(damage?.unit == .record)
      #expect(damage?.number == 2)
    }
  }

  @Test func readsATraceLargerThanItsBuffer() throws {
    let trace = Array(repeating: Self.trace, count: 5000).flatMap { $0 }
    #expect(try TraceText.words(trace, .champsim) == Array(repeating: Self.accesses, count: 5000).flatMap { $0 })
  }
}
