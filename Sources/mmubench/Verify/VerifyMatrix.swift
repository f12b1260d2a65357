import Harness
import Report

/// `mmubench verify --matrix …`.
struct VerifyMatrix {
  let matrix: MatrixName
  let options: MatrixOptions
  let format: OutputFormat
  let isQuiet: Bool

  func run() throws {
    let progress = MatrixProgress(isQuiet: isQuiet)
    let reports = reports { progress.update($0) }
    progress.finish()
    try Output.print(try rendered(reports))
    if let difference = reports.lazy.compactMap(\.difference).first {
      throw CommandFailure(.wrong, "first wrong case: \(difference); replay: \(options.command(matrix))")
    }
  }

  private func reports(_ progress: @escaping @Sendable (Int) -> Void) -> [MatrixReport] {
    switch matrix {
    case .access: [AccessMatrix.run(options.machine, progress: progress)]
    case .xtf: XTFMatrix.run(options.machine, progress: progress)
    case .permissions: PermissionMatrix.run(progress: progress)
    }
  }

  private func rendered(_ reports: [MatrixReport]) throws -> String {
    switch format {
    case .json: try json(reports)
    case .csv: outcomes(reports).rendered(as: .csv)
    case .text, .md: summary(reports).rendered(as: format) + "\n" + faults(reports).rendered(as: format)
    }
  }

  private func summary(_ reports: [MatrixReport]) -> Table {
    var table = Table([
      .init("matrix", isNumeric: false), .init("cases"), .init("without fault"), .init("faults"),
      .init("verdict", isNumeric: false),
    ])
    for report in reports {
      let numbers = [report.cases, report.withoutFault, report.cases - report.withoutFault].map(grouped)
      table.append([report.name] + numbers + [report.difference == nil ? "agrees" : "DIFFERS"])
    }
    return table
  }

  /// Faults of all reports together, by error code or by reason.
  private func faults(_ reports: [MatrixReport]) -> Table {
    var counts: [String: Int] = [:]
    for fault in reports.flatMap(\.faults) { counts[fault.name, default: 0] += fault.count }
    var table = Table([.init(matrix == .permissions ? "fault" : "error code", isNumeric: false), .init("cases")])
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) { table.append([name, grouped(count)]) }
    return table
  }

  /// One row a report and outcome.
  private func outcomes(_ reports: [MatrixReport]) -> Table {
    var table = Table([.init("matrix", isNumeric: false), .init("fault", isNumeric: false), .init("cases")])
    for report in reports {
      table.append([report.name, "none", String(report.withoutFault)])
      for fault in report.faults { table.append([report.name, fault.name, String(fault.count)]) }
    }
    return table
  }

  private func grouped(_ number: Int) -> String { NumberText.grouped(UInt64(number)) }

  private struct Part: Codable {
    let name: String
    let cases, withoutFault: Int
    let faults, sums: [String: Int]
    let difference: String?
  }

  private struct Summary: Codable {
    let schema: String
    let version: Int
    let matrix: String
    let reports: [Part]
  }

  private func json(_ reports: [MatrixReport]) throws -> String {
    let parts = reports.map { report in
      Part(
        name: report.name, cases: report.cases, withoutFault: report.withoutFault, faults: dictionary(report.faults),
        sums: dictionary(report.sums), difference: report.difference)
    }
    return try JSONText.encode(
      Summary(schema: "mmubench.verify-matrix", version: 1, matrix: matrix.rawValue, reports: parts))
  }

  private func dictionary(_ counts: [MatrixCount]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.count) })
  }
}
