import Foundation
import Regression

/// The stored runs of Tests/RegressionTests/Runs.
struct StoredRuns {
  /// The benchmarks.
  let names: [String]
  /// Each process's times by benchmark, in the order in which they ran: the program's, and those of the slower one.
  let plain: [[String: Double]]
  let slower: [[String: Double]]

  static let recorded = StoredRuns()

  private init() {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Runs/abba.csv")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    let rows = text.split(separator: "\n").map { $0.split(separator: ",") }
    let columns = rows.first?.dropFirst() ?? []
    let times = rows.dropFirst().map { $0.dropFirst().map { Double($0) ?? .nan } }
    names = rows.dropFirst().map { String($0[0]) }
    var processes: [Character: [[String: Double]]] = [:]
    for (place, column) in columns.enumerated() {
      let process = zip(names, times).map { ($0, $1[place]) }
      processes[column.first ?? "?", default: []].append(Dictionary(uniqueKeysWithValues: process))
    }
    plain = processes["a"] ?? []
    slower = processes["b"] ?? []
  }
}
