import MMUCore
import Testing
import Workload

@Suite struct PerfScriptTests {
  private static func load(_ address: UInt64) -> MemoryAccess { MemoryAccess(.load, GVA(address)) }
  private static func store(_ address: UInt64) -> MemoryAccess { MemoryAccess(.store, GVA(address)) }
  private static func space(_ number: UInt16) -> MemoryAccess { MemoryAccess(.switchSpace(ASID(number))) }

  @Test func readsLoadsAndTheirProcesses() throws {
    let words = [
      Self.space(1), Self.load(0xFFFF_B33A_8500_78A0), Self.load(0xFFFF_B33A_8500_7860), Self.space(2),
      Self.load(0x7FFD_F139_1B0C), Self.space(3), Self.load(0x7F0A_AAA0_AAE0),
    ]
    #expect(try TraceText.words(TraceSample.bytes("perf-mem.txt")) == words)
  }

  @Test func leavesOutSamplesThatNeitherLoadNorStore() throws {
    #expect(try TraceText.words(TraceSample.bytes("perf-page-faults.txt"), .perfScript).isEmpty)
  }

  /// Real lines, as soon as their data_src says what they did.
  @Test func findsAddressAndProcessAmongAllFields() throws {
    let text = String(decoding: try TraceSample.bytes("perf-page-faults.txt"), as: UTF8.self)
    let words = try TraceText.words(text.replacing("|OP N/A|", with: "|OP STORE|"), .perfScript)
    #expect(words.prefix(3) == [Self.space(1), Self.store(0x55FD_BCC8_4240), Self.store(0x7FF4_FFF6_A110)])
    #expect(words.count == 13)
  }

  @Test(arguments: [
    // Which fields are there is the user's choice.
    ("mem-loads: 7ffd5a3c1e48", [load(0x7FFD_5A3C_1E48)]),
    ("app cpu/mem-stores/P:     7ffd5a3c1e48 buffer+0x8 (/tmp/app) main", [store(0x7FFD_5A3C_1E48)]),
    (
      "  app  12/13   [002]   7.316:   1   ibs_op//:   1e48   229080144 |OP STORE|LVL L1 hit|",
      [space(1), store(0x1E48)]
    ),
    ("  app  12/13   ibs_op//:   1e48   229080142 |OP LOAD|LVL L1 hit|", [space(1), load(0x1E48)]),
    ("  app  12/13  1 ibs_op//:   1e48   229080142 |OP LOAD|LVL L1 hit|", [space(1), load(0x1E48)]),
    // A command's name may hold blanks and colons; an event's, colons.
    ("Web: Content 12 [000] 7.316: 1 mem-loads:pp: 1e48", [space(1), load(0x1E48)]),
    ("kworker/1:2-ev  12  7.316: mem-loads:u: 1e48 ns::f(int) (/a b)", [space(1), load(0x1E48)]),
    // A number without a time may be a period.
    ("app 12 mem-loads: 1e48", [load(0x1E48)]),
    // data_src decides before the name.
    ("app 12 7.316: 1 arm_spe_0/load_filter=1,store_filter=1/: 1e48 1 |OP STORE|", [space(1), store(0x1E48)]),
    ("app 12 7.316: 1 mem-loads: 1e48 operator|(A) (/app) 1 |OP STORE|", [space(1), store(0x1E48)]),
    ("app 12 7.316: 1 mem-loads: 1e48 0 |OP N/A|", [space(1), load(0x1E48)]),
    ("app 12 7.316: 1 mem-loads: 1e48 0 |OP PFETCH|", []), ("app 12 7.316: 1 mem-loads: 0", []),
    ("app 12 7.316: 1 ibs_op//: 1e48 0 |OP No|", []), ("# comment", []), ("\t   1e48 main (/app)", []),
  ])
  func readsOneLine(_ line: String, _ words: [MemoryAccess]) throws {
    #expect(try TraceText.words(line + "\r\n\n", .perfScript) == words)
    #expect(try TraceText.words(line, .perfScript) == words)
  }

  private static let noSample = "not a line of perf script with an event and an address; add -F +addr,+data_src"
  private static let neither = "neither its event nor a data_src says whether it loads or stores; add -F +data_src"

  @Test(arguments: [
    ("app 12 7.316: 1 mem-loads:", noSample), ("app 12 7.316: 1 mem-loads: main", noSample), ("hello", noSample),
    ("app 12 7.316:", noSample), ("app 12 7.316: 7ffd5a3c1e48x mem-loads", noSample), (":", noSample),
    (": :", noSample),
    ("app 12 7.316: 1 mem-loads: 11111111111111111", noSample), ("app 12 7.316: 1 page-faults: 1e48", neither),
    ("app 12 7.316: 1 spe/load=1,store=1/: 1e48", neither),
    ("app 12 7.316: 1 mem-loads: 800000000000", "the address is not canonical in 48 bits"),
  ])
  func refusesDamageAndSaysWhere(_ line: String, _ reason: String) {
    let usual = "app 12 7.316: 1 mem-loads: 1e48\n"
    let damage = TraceText.damage(usual + line + "\n" + usual, .perfScript, addressBits: 48)
    #expect(damage == TraceDamage(.line, 2, reason, excerpt: line))
  }

  @Test func flushesAnAddressSpaceBeforeItGoesToAnotherProcess() throws {
    let text = ((1...4097).map { $0 } + [1, 3, 4097]).map { "a \($0)/1 7.316: 1 mem-loads: 1000\n" }.joined()
    let words = try TraceText.words(Array(text.utf8), .perfScript, batchSize: 2)
    let load = Self.load(0x1000)
    let first = (1...4095).flatMap { [Self.space(UInt16($0)), load] }
    // 4096 and 4097 take what 1 and 2 held, 1 what 3 held, 3 what 4 held; 4097 is still there.
    let later = (1...4).flatMap { [MemoryAccess(.flushSpace(ASID(UInt16($0)))), Self.space(UInt16($0)), load] }
    #expect(words == first + later + [Self.space(2), load])
  }
}
