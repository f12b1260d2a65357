import Benchmarks
import Testing

@Suite struct InstructionDumpTests {
  /// As Valgrind 3.19 writes it, its cost lines left out.
  private func dump(trigger: String = "Client Request: walk/x86-long4/hot/4k 1000", totals: String? = "16385") -> String
  {
    """
    # callgrind format
    version: 1
    creator: callgrind-3.19.0
    pid: 4711
    cmd:  ./mmubench count-instructions benchmarks
    part: 1


    desc: I1 cache:\u{20}
    desc: Timerange: Basic block 0 - 2012
    desc: Trigger: \(trigger)

    positions: line
    events: Ir
    summary: 16385


    ob=(1) /tmp/mmubench
    fl=(1) ???
    fn=(1) 0x00000000001a2b30
    0 16385

    """ + (totals.map { "\ntotals: \($0)\n" } ?? "")
  }

  @Test func aDumpSaysWhatRanAndHowLong() throws {
    let read = try #require(try InstructionDump(dump()))
    #expect(read.name == "walk/x86-long4/hot/4k")
    #expect(read.operations == 1000 && read.instructions == 16385)
  }

  @Test func theDumpOfTheProgramsEndIsNoneOfOurs() throws {
    #expect(try InstructionDump(dump(trigger: "Program termination")) == nil)
  }

  @Test(arguments: [
    ("", "does not begin"), ("ELF", "does not begin"),
    ("# callgrind format\nevents: Ir\ntotals: 1\n", "does not say what triggered it"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 10\nevents: Dr\ntotals: 1\n", "other events"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 10\nevents: Ir\n", "breaks off"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 10\nevents: Ir\ntotals: many\n", "no number"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 10\nevents: Ir\ntotals: -1\n", "no number"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 10\nevents: Ir\nsummary: 2\ntotals: 1\n", "contradicts"),
    ("# callgrind format\ndesc: Trigger: Client Request: x\nevents: Ir\ntotals: 1\n", "no name and count"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 0\nevents: Ir\ntotals: 1\n", "no name and count"),
    ("# callgrind format\ndesc: Trigger: Client Request:  10\nevents: Ir\ntotals: 1\n", "no name and count"),
    ("# callgrind format\ndesc: Trigger: Client Request: x 99999999999999999999\nevents: Ir\ntotals: 1\n", "no name"),
  ])
  func damageIsSaid(_ text: String, _ reason: String) {
    do throws(InstructionDump.Damage) {
      Issue.record("read as \(String(describing: try InstructionDump(text)))")
    } catch {
      #expect(error.reason.contains(reason), "\(error.reason)")
    }
  }

  @Test func noPartOfADumpIsTakenForAllOfIt() throws {
    let whole = dump()
    let beforeTotals = try #require(whole.range(of: "totals: "))
    for end in whole.indices where end <= beforeTotals.lowerBound {
      #expect(throws: InstructionDump.Damage.self) { try InstructionDump(String(whole[..<end])) }
    }
  }

  private func counts(_ totals: [(operations: Int, instructions: Int)]) throws -> InstructionCounts {
    var counts = InstructionCounts()
    for (operations, instructions) in totals {
      let text = dump(trigger: "Client Request: x \(operations)", totals: "\(instructions)")
        .replacing("summary: 16385\n", with: "")
      counts.add(try #require(try InstructionDump(text)))
    }
    return counts
  }

  /// A call costs 37 instructions here, an operation 16.
  @Test func whatACallCostsCancels() throws {
    let counts = try counts([(2000, 32_037), (1000, 16_037)])
    let counter = try #require(counts.counter("x", validFor: "this"))
    #expect(counter.events == 16_000 && counter.operations == 1000 && counter.perOperation == 16)
    #expect(counter.name == "instructions" && counter.polarity == .lowerIsBetter && counter.validFor == "this")
    #expect(counts.count == 1)
  }

  @Test(arguments: [
    [], [(1000, 16_000)], [(1000, 16_000), (1000, 16_000)], [(1000, 16_000), (3000, 48_000)],
    [(1000, 16_000), (2000, 16_000)], [(1000, 16_000), (2000, 15_000)],
    [(1000, 16_000), (2000, 32_000), (2000, 32_000)],
  ])
  func whatIsNoPairCountsNothing(_ totals: [(operations: Int, instructions: Int)]) throws {
    #expect(try counts(totals).counter("x", validFor: "this") == nil)
  }
}
