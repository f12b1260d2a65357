/// Every format's permission bits × controls × privilege × kind of access: core against reference, with what each tells
/// software.
///
/// x86 beyond the access matrix (every level's W, U and NX, G, 1 GiB pages, SMAP, PKS, several addresses), RISC-V's eight
/// formats, both stages of AArch64 with its three granules, EPT and NPT.
public enum PermissionMatrix {
  /// Runs everything, one report a format; stops after the first with a difference.
  ///
  /// - Parameter progress: told, now and then, how many cases are done.
  public static func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) -> [MatrixReport] {
    run(oneIn: 1, progress: progress)
  }

  /// Runs a part of it: under each setup every n-th path.
  package static func run(
    oneIn stride: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> [MatrixReport] {
    var reports: [MatrixReport] = []
    for run in parts where reports.allSatisfy({ $0.difference == nil }) {
      let done = reports.reduce(0) { $0 + $1.cases }
      reports.append(run(PermissionScope(stride: stride) { progress(done + $0) }))
    }
    return reports
  }

  /// Runs one format.
  typealias Part = (_ scope: PermissionScope) -> MatrixReport

  private static var parts: [Part] {
    [{ _ in ExitMatrix.run() }, { _ in PAEPointerMatrix.run() }] + X86LevelMatrix.parts + RISCVMatrix.parts
      + ARMMatrix.parts + SecondStageMatrix.parts
  }
}
