import MMUCore
import Testing
import Workload

@Suite struct DrMemtraceTests {
  private static func fetch(_ address: UInt64, _ byteCount: UInt64) -> MemoryAccess {
    MemoryAccess(.fetch, GVA(address), byteCount: byteCount)
  }

  private static func store(_ address: UInt64) -> MemoryAccess { MemoryAccess(.store, GVA(address), byteCount: 8) }

  @Test func readsTheDocumentedOutput() throws {
    let accesses = [
      Self.fetch(0x7FC2_05A6_1940, 3), Self.fetch(0x7FC2_05A6_1943, 5), Self.store(0x7FFF_9A9E_3528),
      Self.fetch(0x7FC2_05A6_2600, 1), Self.store(0x7FFF_9A9E_3520), Self.fetch(0x7FC2_05A6_2601, 3),
      Self.fetch(0x7FC2_05A6_2604, 2), Self.store(0x7FFF_9A9E_3518), Self.fetch(0x7FC2_05A6_2606, 2),
      Self.store(0x7FFF_9A9E_3510), Self.fetch(0x7FC2_05A6_2608, 2), Self.store(0x7FFF_9A9E_3508),
      Self.fetch(0x7FC2_05A6_260A, 2),
    ]
    #expect(try TraceText.words(TraceSample.bytes("drmemtrace-view.txt")) == accesses)
  }

  @Test func leavesOutWhatIsNoAccess() throws {
    let accesses = [
      Self.fetch(0x7FC2_C3AA_5C70, 2), Self.store(0x7FFF_8044_E930), Self.fetch(0x40_1012, 8),
      Self.fetch(0x7F4E_A7D0_B09C, 2), MemoryAccess(.load, GVA(0x7F4E_A7D0_C000)),
    ]
    #expect(try TraceText.words(TraceSample.bytes("drmemtrace-signal.txt")) == accesses)
  }

  private static let head = """
    Output format:
    <--record#-> <--instr#->: <---tid---> <record details>
    ------------------------------------------------------------

    """
  private static let tail = "View tool results:\n              1 : total instructions\n"
  private static let notALine = "not a line of drmemtrace's view tool"

  /// A record's line, with numbers as wide as their columns.
  private static func line(_ record: String) -> String { "           8           1:     3256418 " + record }

  @Test(arguments: ["3256418", "32564181"]) func leavesOutInstructionsThatAreNotFetchedAgain(_ thread: String) throws {
    let fetch = Self.line("ifetch       3 byte(s) @ 0x00007fc205a61940 non-branch\n")
    let again = Self.line("ifetch       3 byte(s) @ 0x00007fc205a61940 non-fetched instruction\n")
    let text = (Self.head + again + fetch + again + Self.tail).replacing("3256418", with: thread)
    // Enough stands behind the lines for the fast path.
    let words = try TraceText.words(text + String(repeating: "\n", count: 200), .drmemtrace)
    #expect(words == [Self.fetch(0x7FC2_05A6_1940, 3)])
  }

  @Test func ignoresWhatOtherToolsSayBehindTheResults() throws {
    let fetch = Self.line("ifetch       3 byte(s) @ 0x00007fc205a61940 non-branch\n")
    let more = "\n=====\nTrace invariant checks passed\n"
    let text = Self.head + fetch + Self.tail + more + Self.head + fetch + Self.tail
    #expect(try TraceText.words(text, .drmemtrace).count == 2)
  }

  @Test(arguments: [
    ("<marker: version 6", notALine), ("ifetch       3 byte(s) @ 0x", notALine),
    ("ifetch       3 byte(s) @ 0x00007fc205a61940", notALine),
    ("ifetch       x byte(s) @ 0x00007fc205a61940 nop", notALine),
    ("jump         3 byte(s) @ 0x00007fc205a61940 by PC 0x00007fc205a61943", notALine),
    ("read         8 byte(s) @ 0x00007fff9a9e3528", notALine), ("read         8 bytes @ 0x00007fff9a9e3528", notALine),
    ("read         8 byte(s) @ 0x00007fff9a9e3528 by PC 0x", notALine), ("hello", notALine),
    ("read         8 byte(s) @ 0x00007fff9a9e3528 by PC 0x00007fc205a61943 more", notALine),
    ("read         0 byte(s) @ 0x00007fff9a9e3528 by PC 0x00007fc205a61943", "the size is not 1 to 4096"),
    ("read      4097 byte(s) @ 0x00007fff9a9e3528 by PC 0x00007fc205a61943", "the size is not 1 to 4096"),
    ("read         8 byte(s) @ 0x0000800000000000 by PC 0x00007fc205a61943", "the address is not canonical in 48 bits"),
    (
      "ifetch       2 byte(s) @ 0x00007fffffffffff 0f 05                syscall",
      "the address is not canonical in 48 bits"
    ),
  ])
  func refusesDamageAndSaysWhere(_ record: String, _ reason: String) {
    // Enough stands behind the line for the fast path.
    let text = Self.head + Self.line(record) + "\n" + Self.tail + String(repeating: "\n", count: 200)
    let damage = TraceText.damage(text, .drmemtrace, addressBits: 48)
    #expect(damage?.number == 4)
    #expect(damage?.reason == reason)
    #expect(damage?.excerpt == String(Self.line(record).prefix(60)) + (Self.line(record).count > 60 ? "…" : ""))
  }

  @Test func refusesOutputWithoutHeadOrTail() {
    let fetch = Self.line("ifetch       3 byte(s) @ 0x00007fc205a61940 non-branch\n")
    #expect(TraceText.damage(fetch + Self.tail, .drmemtrace)?.number == 1)
    let cut = TraceText.damage(Self.head + fetch, .drmemtrace)
    #expect(cut?.number == 5)
    #expect(cut?.reason.hasPrefix("the output ends without 'View tool results:'") == true)
  }
}
