import MMUCore

/// Every combination of an x86 entry's bits, of control bits and of kinds of access: rules against reference against core.
///
/// The matrix is that of kvm-unit-tests' `x86/access.c`, without forced emulation. Each case goes through the core's walker,
/// through its TLBs (cold, warm, and stale until invalidated), through ``NativeMMU``, and through the reference.
public enum AccessMatrix {
  /// Runs all cases, on every processor.
  ///
  /// - Parameter progress: told, now and then, how many cases are done.
  public static func run(
    _ machine: MatrixMachine = MatrixMachine(), progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> MatrixReport { run(machine, oneIn: 1, progress: progress) }

  /// Runs every n-th chunk alone: a sample for tests.
  package static func run(
    _ machine: MatrixMachine, oneIn stride: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> MatrixReport {
    let space = AccessSpace(machine)
    let tally =
      machine.levels == 4
      ? run(AccessExaminer<X86Long4>.self, machine, space, stride, progress)
      : run(AccessExaminer<X86Long5>.self, machine, space, stride, progress)
    return report(machine, tally)
  }

  /// Counts what the rules alone expect of all cases.
  package static func countRules(_ machine: MatrixMachine) -> MatrixReport {
    let space = AccessSpace(machine)
    let tally = MatrixRun.run(chunks: space.chunks, progress: { _ in }) { AccessRulesCounter(machine, space) }
    return report(machine, tally)
  }

  private static func report(_ machine: MatrixMachine, _ tally: MatrixTally) -> MatrixReport {
    MatrixReport(
      "access: \(machine.text)", tally, faultName: MatrixNames.errorCode,
      sumNames: ["PTE.A", "PTE.D", "PDE.A", "PDE.D", "PDE.A ignored"])
  }

  private static func run<Format: SendableMetatype>(
    _ examiner: AccessExaminer<Format>.Type, _ machine: MatrixMachine, _ space: AccessSpace, _ stride: Int,
    _ progress: @escaping @Sendable (Int) -> Void
  ) -> MatrixTally {
    MatrixRun.run(chunks: space.chunks / stride, progress: progress) {
      StridedWorker(worker: AccessExaminer<Format>(machine, space), stride: stride)
    }
  }
}
