import MMUCore
import MMUReference

/// The matrix of XTF's `pagetable-emulation`: in every paging mode, one entry at each level in each form, its rights and one
/// more bit of it, under every combination of controls, with eight kinds of access.
///
/// XTF makes each access natively and emulated; these are the same here, so half as many cases are counted. Implicit
/// accesses are counted for a user's program and for a supervisor's, as in XTF.
public enum XTFMatrix {
  /// Runs all modes, one report a mode, on every processor; stops after the first mode with a difference.
  ///
  /// - Parameters:
  ///   - machine: the processor. Its number of levels does not matter: all modes are run.
  ///   - progress: told, now and then, how many cases are done.
  public static func run(
    _ machine: MatrixMachine = MatrixMachine(), progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> [MatrixReport] {
    var reports: [MatrixReport] = []
    for mode in XTFMode.allCases where reports.allSatisfy({ $0.difference == nil }) {
      let done = reports.reduce(0) { $0 + $1.cases }
      let tally = run(XTFTables(mode: mode, machine: machine)) { progress(done + $0) }
      let keys = machine.hasKeys ? "with" : "without"
      let name = "xtf: \(mode.rawValue), MAXPHYADDR \(machine.maxPhysicalAddressBits), \(keys) protection keys"
      reports.append(MatrixReport(name, tally, faultName: MatrixNames.errorCode))
    }
    return reports
  }

  private static func run(_ tables: XTFTables, _ progress: @escaping @Sendable (Int) -> Void) -> MatrixTally {
    let chunks = XTFControls.count(hasKeys: tables.machine.hasKeys)
    switch tables.mode {
    case .legacy, .legacyPSE, .legacyPSE36:
      return MatrixRun.run(chunks: chunks, progress: progress) { XTFExaminer(tables) { legacy(tables, $0) } }
    case .pae: return MatrixRun.run(chunks: chunks, progress: progress) { XTFExaminer(tables) { pae(tables, $0) } }
    case .long4: return MatrixRun.run(chunks: chunks, progress: progress) { XTFExaminer(tables) { long4(tables, $0) } }
    case .long5: return MatrixRun.run(chunks: chunks, progress: progress) { XTFExaminer(tables) { long5(tables, $0) } }
    }
  }

  private static func legacy(
    _ tables: XTFTables, _ controls: XTFControls
  ) -> WalkSetup<X86Legacy32, ReferenceX86Legacy32> {
    let configuration = controls.configuration(tables.mode, tables.machine)
    let root = GPA(tables.table(at: 2))
    return WalkSetup(name: configuration.description, root: root, rules: configuration.rulesOf32Bit) { memory in
      ReferenceX86Legacy32(memory: memory, root: root, configuration: configuration)
    }
  }

  private static func pae(_ tables: XTFTables, _ controls: XTFControls) -> WalkSetup<X86PAE, ReferenceX86PAE> {
    let configuration = controls.configuration(tables.mode, tables.machine)
    let pointer = tables.table(at: 2) | 1
    return WalkSetup(
      name: configuration.description, root: X86PAEPointers(0, 0, 0, pointer), rules: configuration.rulesOfPAE
    ) { memory in ReferenceX86PAE(memory: memory, pointers: [0, 0, 0, pointer], configuration: configuration) }
  }

  private static func long4(_ tables: XTFTables, _ controls: XTFControls) -> WalkSetup<X86Long4, ReferenceX86Long> {
    let configuration = controls.configuration(tables.mode, tables.machine)
    let root = GPA(tables.table(at: 4))
    return WalkSetup(name: configuration.description, root: root, rules: configuration.rules) { memory in
      ReferenceX86Long(memory: memory, root: root, configuration: configuration)
    }
  }

  private static func long5(_ tables: XTFTables, _ controls: XTFControls) -> WalkSetup<X86Long5, ReferenceX86Long> {
    let configuration = controls.configuration(tables.mode, tables.machine)
    let root = GPA(tables.table(at: 5))
    return WalkSetup(name: configuration.description, root: root, rules: configuration.rules) { memory in
      ReferenceX86Long(memory: memory, root: root, levels: 5, configuration: configuration)
    }
  }
}
