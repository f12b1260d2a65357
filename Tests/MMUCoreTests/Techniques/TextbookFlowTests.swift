import MMUCore
import Testing
import Workload

/// The event logs of a system call and of a TLB miss, step by step against the textbook's tables.
///
/// Source: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B; each test names its table. A row of a table is the column
/// it stands in, and what happens there.
@Suite struct TextbookFlowTests {
  private typealias Row = (column: FlowActor, step: FlowStep)

  /// What the tables leave out "to save space".
  private static let modes: [FlowStep] = [.enterKernelMode, .leaveKernelMode]

  private static func log(_ flow: TextbookFlow) throws -> [FlowRecord] {
    try #require(TextbookMachine(), "memory for a machine").steps(of: flow)
  }

  /// Compares row by row: the tables have the hardware's column or not.
  private static func expect(
    _ flow: TextbookFlow, _ table: [Row], withModes: Bool = false, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let rows = try log(flow).filter { withModes || !modes.contains($0.step) }
    for (row, expected) in zip(rows, table) {
      #expect(row.step == expected.step && row.step.actor == expected.column, sourceLocation: location)
    }
    #expect(rows.count == table.count, sourceLocation: location)
  }

  /// How often the processor enters its privileged mode.
  private static func privilegedEntries(_ flow: TextbookFlow) throws -> Int {
    try log(flow).filter { $0.step == .enterKernelMode }.count
  }

  // MARK: System calls

  /// Table B.1, "Executing a System Call": Process, Hardware, Operating System; its first row is instructions that need nobody.
  @Test func tableB1() throws {
    try Self.expect(
      .systemCall,
      [
        (.process, .systemCall), (.hardware, .enterKernelMode), (.kernel, .handleTrap), (.hardware, .leaveKernelMode),
        (.process, .resume),
      ], withModes: true)
  }

  /// Table B.2, "System Call Flow Without Virtualization": Process, Operating System.
  @Test func tableB2() throws {
    try Self.expect(.systemCall, [(.process, .systemCall), (.kernel, .handleTrap), (.process, .resume)])
    #expect(try Self.privilegedEntries(.systemCall) == 1)
  }

  /// Table B.3, "System Call Flow with Virtualization": Process, Operating System, VMM.
  @Test func tableB3() throws {
    try Self.expect(
      .systemCallMonitored,
      [
        (.process, .systemCall), (.monitor, .callTrapHandler), (.kernel, .handleTrap), (.monitor, .makeReturn),
        (.process, .resume),
      ])
    #expect(try Self.privilegedEntries(.systemCallMonitored) == 2)
  }

  // MARK: TLB misses

  /// Table B.4, "TLB Miss Flow without Virtualization": Process, Operating System.
  @Test func tableB4() throws {
    try Self.expect(.tlbMiss, [(.process, .tlbMiss), (.kernel, .updateTLB), (.process, .retry)])
    #expect(try Self.privilegedEntries(.tlbMiss) == 1)
  }

  /// Table B.5, "TLB Miss Flow with Virtualization": Process, Operating System, Virtual Machine Monitor.
  @Test func tableB5() throws {
    try Self.expect(
      .tlbMissMonitored,
      [
        (.process, .tlbMiss), (.monitor, .callMissHandler), (.kernel, .updateTLB), (.monitor, .installMachineFrame),
        (.kernel, .returnFromTrap), (.monitor, .makeReturn), (.process, .retry),
      ])
    #expect(try Self.privilegedEntries(.tlbMissMonitored) == 3)
  }

  /// "If the VMM finds the translation in its software TLB, it simply installs the virtual-to-machine mapping".
  @Test func aRememberedMissSkipsTheWayThroughTheKernel() throws {
    try Self.expect(.tlbMissRemembered, [(.process, .tlbMiss), (.monitor, .refill), (.process, .retry)])
    #expect(try Self.privilegedEntries(.tlbMissRemembered) == 1)
  }

  /// "The hardware walks the page table on each TLB miss and updates TLB as need be": nobody traps.
  @Test func hardwareReadsTheTablesAndNobodyTraps() throws {
    try Self.expect(
      .tlbMissByHardware,
      [
        (.process, .untrappedMiss), (.hardware, .readEntry), (.hardware, .readEntry), (.hardware, .fillFromTables),
      ], withModes: true)
    let reads = try Self.log(.tlbMissByHardware).filter { $0.step == .readEntry }
    #expect(reads.map(\.level) == [2, 1] && reads.map(\.address) == [16 << 12, 17 << 12])
    #expect(reads.map { $0.value >> 12 } == [17, 10])
    #expect(try Self.privilegedEntries(.tlbMissByHardware) == 0)
  }

  /// "If present and valid": otherwise the handler goes on as a page fault's, and its write and its return come later.
  @Test func aPageThatIsNotThereTakesAsManyEntries() throws {
    try Self.expect(
      .pageFault, [(.process, .tlbMiss), (.kernel, .findNoPage), (.kernel, .updateTLB), (.process, .retry)])
    try Self.expect(
      .pageFaultMonitored,
      [
        (.process, .tlbMiss), (.monitor, .callMissHandler), (.kernel, .findNoPage), (.kernel, .updateTLB),
        (.monitor, .installMachineFrame), (.kernel, .returnFromTrap), (.monitor, .makeReturn), (.process, .retry),
      ])
    #expect(try Self.privilegedEntries(.pageFault) == 1)
    #expect(try Self.privilegedEntries(.pageFaultMonitored) == 3)
  }

  // MARK: Figure B.1

  /// "OS is trying to install VPN-to-PFN mapping; update TLB instead with VPN-to-MFN": VPN 0 to PFN 10 to MFN 5.
  @Test func theMonitorInstallsTheMachinesFrame() throws {
    func frames(_ flow: TextbookFlow) throws -> [FlowStep: UInt64] {
      Dictionary(uniqueKeysWithValues: try Self.log(flow).filter { $0.value != 0 }.map { ($0.step, $0.value) })
    }
    #expect(try frames(.tlbMissMonitored) == [.updateTLB: 10, .installMachineFrame: 5])
    #expect(try frames(.tlbMissRemembered) == [.refill: 5])
    #expect(try frames(.tlbMiss) == [.updateTLB: 10])
    #expect(try frames(.pageFaultMonitored) == [.updateTLB: 3, .installMachineFrame: 6])
  }

  /// Modes alternate, and a program runs in user mode.
  @Test(arguments: TextbookFlow.allCases) func everyEntryOfKernelModeIsLeft(_ flow: TextbookFlow) throws {
    var isPrivileged = false
    for record in try Self.log(flow) {
      switch record.step {
      case .enterKernelMode, .leaveKernelMode:
        #expect(isPrivileged == (record.step == .leaveKernelMode))
        isPrivileged.toggle()
      default:
        #expect(record.step.actor != .process || !isPrivileged)
        #expect(record.step.actor != .monitor || isPrivileged)
      }
    }
    #expect(!isPrivileged)
  }

  /// A log whose storage is full counts on, and keeps the first steps.
  @Test func aFullLogKeepsTheFirstSteps() {
    withUnsafeTemporaryAllocation(of: FlowRecord.self, capacity: 2) { storage in
      var log = FlowLog(storage: storage)
      for step in [FlowStep.tlbMiss, .refill, .retry] { log.observe(step, at: GVA(7)) }
      #expect(log.stepCount == 3 && log.records.map(\.step) == [.tlbMiss, .refill])
    }
  }
}
