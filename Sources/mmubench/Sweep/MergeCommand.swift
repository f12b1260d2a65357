import ArgumentParser
import Foundation
import Profiling
import Report

/// `mmubench merge`: one table of the results of a sweep's shards.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Puts the results of a sweep's shards together.",
    discussion: """
      Takes the output folders of mmubench sweep: one that all shards wrote to, or one each. They must be of the same \
      plan; results that several folders have must agree. What is merged are counts, which do not depend on how the \
      sweep was split.

      EXAMPLES:
        mmubench merge results
        mmubench merge results-1 results-2 --out merged.json
        mmubench merge results --allow-missing --format csv
      """)

  @Argument(help: ArgumentHelp("Output folders of mmubench sweep.", valueName: "folder"))
  var folders: [String]

  @Option(name: [.long, .short], help: ArgumentHelp("Also write the results as JSON.", valueName: "file"))
  var out: String?

  @Option(help: "How to print the results: text, json, csv or md.")
  var format = OutputFormat.text

  @Flag(help: "Take what there is, though cells are missing or failed.")
  var allowMissing = false

  func run() throws {
    if let out { try Output.checkWritable(out) }
    let parts = try folders.map(Self.part)
    let merge = try Self.merged(parts)
    Self.noteBuilds(parts)
    try judge(merge)
    let table = SweepTable(merge: merge)
    if let out { try Output.replaceFile(at: out, with: try table.rendered(as: .json)) }
    try Output.print(try table.rendered(as: format))
  }

  private static func part(_ path: String) throws -> SweepMerge.Part {
    let folder = SweepFolder(path)
    let plan = try folder.plan()
    var part = SweepMerge.Part(name: path, plan: plan, results: [])
    var notes: [String] = []
    // A plan that is none is said by whoever puts the parts together.
    for cell in (try? plan.cells()) ?? [] {
      switch folder.entry(of: cell) {
      case .absent: break
      case .found(let result): part.results.append(result)
      case .unusable(let reason): notes.append("note: \(folder.place(of: cell)) is left out: \(reason)")
      }
    }
    Output.note(list: notes)
    return part
  }

  private static func merged(_ parts: [SweepMerge.Part]) throws -> SweepMerge {
    do throws(SweepMergeError) { return try SweepMerge(parts) } catch {
      let status: ExitStatus =
        switch error {
        case .badPlan: .badData
        case .differentSweeps, .differentTraces, .differentTLBs: .notComparable
        case .disagreement: .wrong
        }
      throw CommandFailure(status, "\(error)")
    }
  }

  private static func noteBuilds(_ parts: [SweepMerge.Part]) {
    let builds = Set(parts.flatMap(\.results).filter { $0.profile != nil }.map(\.program))
    if builds.count > 1 { Output.note("mmubench: note: the results are of \(builds.count) builds of mmubench") }
  }

  /// Says which cells have no result; fails for them unless that is allowed.
  private func judge(_ merge: SweepMerge) throws {
    SweepTable(merge: merge).noteFailures(andMissing: true)
    let absent = merge.failed.count + merge.missing.count
    guard absent > 0 && !allowMissing else { return }
    throw CommandFailure(
      .notComparable,
      "\(absent) of \(merge.cells.count + absent) cells have no result; run the shards that they belong to, or add "
        + "--allow-missing")
  }
}
