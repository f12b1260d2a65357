import MMUCore
import Testing
import Workload

@Suite struct LackeyParserTests {
  /// One line of every sort, with what it means.
  static let text = """
    ==4039== Lackey, an example Valgrind tool
    --4039-- a debug message
    **4039** a client's message

    I  0401ab70,3
     L 1fff000668,8
     S 00000010,16
     M 1fff000fff,4
    I  7fffffffffff,1
     L 00001000,4096
    ==4039== Exit code:       0

    """

  static let accesses = [
    MemoryAccess(.fetch, GVA(0x0401_AB70), byteCount: 3), MemoryAccess(.load, GVA(0x1F_FF00_0668), byteCount: 8),
    MemoryAccess(.store, GVA(0x10), byteCount: 16), MemoryAccess(.load, GVA(0x1F_FF00_0FFF), byteCount: 4),
    MemoryAccess(.store, GVA(0x1F_FF00_0FFF), byteCount: 4), MemoryAccess(.fetch, GVA(0x7FFF_FFFF_FFFF)),
    MemoryAccess(.load, GVA(0x1000), byteCount: 4096),
  ]

  /// Presents a text in pieces that end at the given positions, as a reader that keeps what was not consumed would.
  static func parse(
    _ text: [UInt8], cutAt cuts: [Int] = [], room: Int = 64, addressBits: UInt8 = 48
  ) throws -> (accesses: [MemoryAccess], parser: LackeyParser) {
    var parser = LackeyParser(addressBits: addressBits)
    var accesses: [MemoryAccess] = []
    var start = 0
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: room)
    defer { batch.deallocate() }
    for end in cuts + [text.count] {
      var progress: TraceProgress
      repeat {
        progress = try text.withUnsafeBytes { try parser.parse(.init(rebasing: $0[start..<end]), into: batch) }
        start += progress.byteCount
        accesses += batch[..<progress.accessCount]
      } while progress.byteCount > 0
    }
    try text.withUnsafeBytes { try parser.finish(.init(rebasing: $0[start...])) }
    return (accesses, parser)
  }

  @Test func readsEveryKindOfLine() throws {
    let (accesses, parser) = try Self.parse(Array(Self.text.utf8))
    #expect(accesses == Self.accesses)
    #expect(parser.lineNumber == 12)
    #expect(parser.terminatingSignal == nil)
  }

  @Test func readsTheSameHoweverTheTextIsCut() throws {
    let text = Array(Self.text.utf8)
    for first in 0...text.count {
      #expect(try Self.parse(text, cutAt: [first]).accesses == Self.accesses)
    }
    #expect(try Self.parse(text, cutAt: Array(0...text.count)).accesses == Self.accesses)
  }

  @Test(arguments: 2...9) func readsTheSameWithLittleRoom(_ room: Int) throws {
    let (accesses, _) = try Self.parse(Array(Self.text.utf8), room: room)
    #expect(accesses == Self.accesses)
  }

  @Test func fillsABatchToItsLastPlace() throws {
    let text = Array(String(repeating: "I  0401ab70,3\n", count: 100).utf8)
    #expect(try Self.parse(text, room: 7).accesses.count == 100)
    var parser = LackeyParser()
    withUnsafeTemporaryAllocation(of: MemoryAccess.self, capacity: 1) { batch in
      let progress = try? text.withUnsafeBytes { try parser.parse($0, into: batch) }
      #expect(progress?.byteCount == 0 && progress?.accessCount == 0, "a modify would not fit")
    }
  }

  @Test func skipsAMessageOfAnyLength() throws {
    let message = "==1== Command: " + String(repeating: "x", count: 100_000) + "\nI  0401ab70,3\n"
    let text = Array(message.utf8)
    for cuts in [[], [10], [300], [1000, 50_000], [text.count - 15], [text.count - 14]] {
      #expect(try Self.parse(text, cutAt: cuts).accesses == [Self.accesses[0]])
    }
  }

  @Test func notesTheSignalThatKilledTheProgram() throws {
    let text = "I  0401ab70,3\n==7== Process terminating with default action of signal 11 (SIGSEGV)\n"
    #expect(try Self.parse(Array(text.utf8)).parser.terminatingSignal == 11)
  }

  @Test func acceptsCarriageReturns() throws {
    let text = Self.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    #expect(try Self.parse(Array(text.utf8)).accesses == Self.accesses)
  }

  @Test func acceptsAddressesOfTheWidthAskedFor() throws {
    let line = Array(" L ff000000000000,8\n".utf8)
    #expect(try Self.parse(line, addressBits: 57).accesses.map(\.gva) == [GVA(0xFF_0000_0000_0000)])
    #expect(throws: TraceDamage.self) { try Self.parse(line, addressBits: 48) }
    let kernel = Array(" L ffff800000000000,8\n".utf8)
    #expect(try Self.parse(kernel).accesses.map(\.gva) == [GVA(0xFFFF_8000_0000_0000)])
  }

  static let notAnAccess = "not a line of valgrind --tool=lackey --trace-mem=yes"
  static let sizeOutOfRange = "the size is not 1 to 4096"
  static let notCanonical = "the address is not canonical in 48 bits"

  @Test(arguments: [
    ("X  0401ab70,3", Self.notAnAccess), ("I 0401ab70,3", Self.notAnAccess), ("I  0401ab70", Self.notAnAccess),
    ("I  0401ab7g,3", Self.notAnAccess), ("I  ,3", Self.notAnAccess), ("I  0401ab70,", Self.notAnAccess),
    ("I  0401ab70,3 ", Self.notAnAccess), ("I  0401ab70,-3", Self.notAnAccess), ("I  0401ab70,+3", Self.notAnAccess),
    ("I  +401ab70,3", Self.notAnAccess), ("I  0401ab70,3x", Self.notAnAccess), ("I  0401ab70,3,3", Self.notAnAccess),
    ("I  10000000000000000,3", Self.notAnAccess), ("hello", Self.notAnAccess), ("=", Self.notAnAccess),
    ("I  0401ab70,99999999999999999999", Self.notAnAccess),
    (" L 0401ab70,0", Self.sizeOutOfRange), (" L 0401ab70,00", Self.sizeOutOfRange),
    (" L 0401ab70,4097", Self.sizeOutOfRange),
    (" L 800000000000,1", Self.notCanonical), (" L 7fffffffffff,2", Self.notCanonical),
    (" L 1234567890abcdef,1", Self.notCanonical), (" L ffffffffffffffff,2", Self.notCanonical),
  ])
  func refusesDamageAndSaysWhere(_ line: String, _ reason: String) throws {
    let text = "I  0401ab70,3\n\n" + line + "\nI  0401ab70,3\nI  0401ab70,3\n"
    let damage = #expect(throws: TraceDamage.self) { try Self.parse(Array(text.utf8)) }
    #expect(damage?.reason == reason)
    #expect(damage?.unit == .line)
    #expect(damage?.number == 3)
    #expect(damage?.excerpt == line)
  }

  @Test func refusesATextThatEndsWithinALine() throws {
    let text = Array(Self.text.utf8)
    let whole = Set(text.indices.filter { $0 == 0 || text[$0 - 1] == UInt8(ascii: "\n") })
    for end in text.indices where !whole.contains(end) {
      let damage = #expect(throws: TraceDamage.self) { try Self.parse(Array(text[..<end])) }
      #expect(damage?.reason == "the trace ends within the line; record it again")
    }
  }

  @Test func showsTheBeginningOfALongOrBinaryLine() throws {
    let damage = #expect(throws: TraceDamage.self) { try Self.parse(Array(repeating: 0x7F, count: 70_000)) }
    #expect(damage?.excerpt == String(repeating: "\\x7f", count: 60) + "…")
    #expect(damage?.number == 1)
  }
}
