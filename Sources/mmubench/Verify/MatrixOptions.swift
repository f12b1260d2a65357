import ArgumentParser
import Harness

/// The options of `mmubench verify` that choose a matrix.
struct MatrixOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Go through every combination of permission bits, controls and accesses instead: kvm-unit-tests' matrix of x86-64, \
      XTF's of all x86 paging modes, or the permissions of every format.
      """, valueName: "access|xtf|permissions"))
  var matrix: MatrixName?

  @Option(help: ArgumentHelp("MAXPHYADDR, 32 to 52 (default: 52).", valueName: "bits"))
  var maxphyaddr: UInt8?

  @Flag(inversion: .prefixedNo, help: "Whether the processor has protection keys (default: it has).")
  var pku: Bool?

  @Option(help: ArgumentHelp("Levels of the access matrix's tables, 4 or 5 (default: 4).", valueName: "4|5"))
  var levels: Int?

  func validate() throws {
    if let maxphyaddr, !(32...52).contains(maxphyaddr) { throw ValidationError("--maxphyaddr must be 32 to 52.") }
    if let levels, levels != 4 && levels != 5 { throw ValidationError("--levels must be 4 or 5.") }
    let choosesProcessor = maxphyaddr != nil || pku != nil
    if choosesProcessor && matrix != .access && matrix != .xtf {
      throw ValidationError("--maxphyaddr and --pku belong to --matrix access and --matrix xtf.")
    }
    if levels != nil && matrix != .access { throw ValidationError("--levels belongs to --matrix access.") }
  }

  /// The processor that the options name.
  var machine: MatrixMachine {
    MatrixMachine(maxPhysicalAddressBits: maxphyaddr ?? 52, hasKeys: pku ?? true, levels: levels ?? 4)
  }

  /// The command that runs the same matrix again.
  func command(_ matrix: MatrixName) -> String {
    var words = ["mmubench verify --matrix", matrix.rawValue]
    if let maxphyaddr { words.append("--maxphyaddr \(maxphyaddr)") }
    if let pku { words.append(pku ? "--pku" : "--no-pku") }
    if let levels { words.append("--levels \(levels)") }
    return words.joined(separator: " ")
  }
}
