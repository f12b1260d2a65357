import Foundation
import Regression
import Report

/// `compare --aa`: how much one program differs from itself on this host.
struct FloorCalibration {
  private let request: CompareProcesses
  private let choice: BenchmarkChoice
  private let file: FloorFile
  private var source: ProgramProcesses

  init(_ request: CompareProcesses, _ programs: [Arm: BenchmarkProgram], in folder: ScratchFolder) throws {
    guard let program = programs[.base] else { preconditionFailure("a program for each arm") }
    self.request = request
    choice = try BenchmarkChoice(base: program, head: program, filter: request.filter, skip: request.options.skip)
    file = try FloorFile(request.options.floors)
    source = ProgramProcesses(programs, in: folder)
  }

  /// Measures, keeps and prints.
  func run() throws {
    var source = source
    let pairs = request.options.pairs ?? CompareProcessOptions.defaultCalibrationPairs
    let calibration = NoiseCalibration(pairs: pairs, window: CompareProcessOptions.defaultPairs)
    let progress = CompareProgress(isQuiet: request.quiet)
    progress.begin(choice.common.count)
    defer { progress.finish() }
    let floors = try calibration.run(
      choice.common, on: &source, date: ISO8601DateFormatter().string(from: Date())
    ) { progress.update($0, of: pairs) }
    guard !floors.isEmpty else {
      throw CommandFailure(.badData, "no benchmark had a CPU time in every process; nothing was kept")
    }
    try file.keep(floors)
    progress.finish()
    try Output.print(table(floors).rendered(as: .text))
    Output.note("mmubench: kept in \(file.path); 'compare --ab' on this host uses it")
  }

  private func table(_ floors: [NoiseFloor]) -> Table {
    var table = Table([Table.Column("benchmark", isNumeric: false), Table.Column("floor"), Table.Column("pairs")])
    for floor in floors.sorted(by: { $0.floor > $1.floor }) {
      table.append([floor.benchmark, NumberText.fixed(floor.floor * 100, decimals: 2) + " %", "\(floor.pairs)"])
    }
    return table
  }
}
