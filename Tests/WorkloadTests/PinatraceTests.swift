import MMUCore
import Testing
import Workload

@Suite struct PinatraceTests {
  @Test func readsTheManualsExample() throws {
    let accesses = [
      MemoryAccess(.load, GVA(0x7FFD_5A3C_1E48)), MemoryAccess(.store, GVA(0x7FFD_5A3C_1E40)),
      MemoryAccess(.load, GVA(0x40_4010)), MemoryAccess(.store, GVA(0x40_4010)),
    ]
    #expect(try TraceText.words(TraceSample.bytes("pinatrace-manual.out")) == accesses)
  }

  @Test(arguments: ["pinatrace-simple.out", "pinatrace-simple.out.gz"])
  func readsSizesAndLeavesValuesOut(_ name: String) throws {
    let accesses = [
      MemoryAccess(.store, GVA(0x7FFD_5A3C_1E48), byteCount: 8),
      MemoryAccess(.load, GVA(0x7F2B_1C0D_0E78), byteCount: 8),
      MemoryAccess(.load, GVA(0x40_4010), byteCount: 4), MemoryAccess(.store, GVA(0x7FFD_5A3C_1E00), byteCount: 16),
      MemoryAccess(.load, GVA(0x40_4FFF), byteCount: 32),
    ]
    #expect(try TraceText.words(TraceSample.bytes(name)) == accesses)
    #expect(accesses[4].crossesPage)
  }

  @Test func readsWhatWindowsWrites() throws {
    let text = "#\r\n0x00007FF612341000: R 0x000000D3AB4FF8A0\r\n00007FF612341004: W 000000D3AB4FF8A8\r\n#eof\r\n"
    let accesses = [
      MemoryAccess(.load, GVA(0xD3_AB4F_F8A0)), MemoryAccess(.store, GVA(0xD3_AB4F_F8A8)),
    ]
    #expect(try TraceText.words(text, .pinatrace) == accesses)
  }

  static let notALine = "not a line of Pin's pinatrace, such as '0x401136: R 0x7ffd5a3c1e48'"

  @Test(arguments: [
    ("0x401136 R 0x1000", notALine), ("0x401136: X 0x1000", notALine), ("0x401136:R 0x1000", notALine),
    ("0x401136: R", notALine), ("0x401136: R 0x", notALine), ("0x: R 0x1000", notALine),
    ("0x401136: R 0x1000x", notALine), ("0x401136: R 0x1000 8x", notALine), ("0x401136: R (nil)", notALine),
    ("0x401136: R 0x11111111111111111", notALine), ("hello", notALine), (" 0x401136: R 0x1000", notALine),
    ("0x401136: R 0x1000  0 0x0", "the size is not 1 to 4096"),
    ("0x401136: R 0x1000 4097", "the size is not 1 to 4096"),
    ("0x401136: R 0x800000000000", "the address is not canonical in 48 bits"),
    ("0x401136: R     0x7fffffffffff  2                0x0", "the address is not canonical in 48 bits"),
  ])
  func refusesDamageAndSaysWhere(_ line: String, _ reason: String) {
    let usual = "0x401136: R 0x1000\n"
    // Enough stands behind the line for the fast path, and nothing.
    for tail in [String(repeating: usual, count: 10) + "#eof\n", "#eof\n"] {
      let damage = TraceText.damage(usual + line + "\n" + tail, .pinatrace, addressBits: 48)
      #expect(damage == TraceDamage(.line, 2, reason, excerpt: line))
    }
  }

  /// Three bytes that are the digits a01 but for their highest bits.
  @Test func refusesDigitsThatAreNone() {
    for line in ["0x401136: R 0x1000\u{1C31}", "0x40113\u{1C31}: R 0x1000"] {
      let text = line + "\n" + String(repeating: "0x401136: R 0x1000\n", count: 10) + "#eof\n"
      #expect(TraceText.damage(text, .pinatrace)?.reason == Self.notALine)
    }
  }

  @Test func refusesATraceWithoutItsEnd() {
    let damage = TraceText.damage("0x401136: R 0x1000\n0x401136: R 0x2000\n", .pinatrace)
    #expect(damage?.number == 3)
    #expect(damage?.reason.hasPrefix("the trace ends without '#eof'") == true)
    #expect(TraceText.damage("0x401136: R 0x1000\n0x401136: R 0x20", .pinatrace)?.number == 2)
    let lines = String(repeating: "0x401136: R 0x2000\n", count: 10)
    let more = TraceText.damage("0x401136: R 0x1000\n#eof\n" + lines, .pinatrace)
    #expect(more == TraceDamage(.line, 3, "the trace goes on after '#eof'", excerpt: "0x401136: R 0x2000"))
  }
}
