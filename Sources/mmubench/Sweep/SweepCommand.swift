import ArgumentParser
import CHost
import Foundation
import Profiling
import Report

/// `mmubench sweep`: many profiles, one for every combination.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Profiles every combination of traces or workloads, page sizes, techniques and TLBs.",
    usage: """
      mmubench sweep --out <folder> [--trace <file> ...] [--workload <names>] [<options>]
      mmubench sweep --out <folder> --plan <file> [<options>]
      """,
    discussion: """
      Each combination is a cell, and its result a file in the output folder. Cells that have one are not run again, so \
      the same command goes on where an interrupt stopped it. Options take lists (4K,2M), may be repeated, and take \
      ranges that double: 1G..8G is 1G,2G,4G,8G, and l2=512..2048x8 in a geometry is three geometries.

      EXAMPLES:
        mmubench sweep --out results --workload zipf,gups --footprint 1G..8G --tlb skylake,zen4 --page-size 4K,2M
        mmubench sweep --out results --trace a.lackey --trace b.lackey --tlb l1d=64x4,l1i=128x8,l2=512..4096x8
        mmubench sweep --out results --workload gups --accesses 1M --technique native,shadow --policy unsync,vtlb
        mmubench sweep --out results --plan sweep.json --shard 2/4
        mmubench merge results
      """)

  @OptionGroup(title: "What to run")
  var options: SweepOptions

  @Option(
    name: [.long, .short],
    help: ArgumentHelp("Where the results go, and where they are looked for.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("Run part k of n alone, and leave the others to other machines.", valueName: "k/n"))
  var shard: String?

  @Option(help: ArgumentHelp("How many cells to run at a time. (default: the processors)", valueName: "count"))
  var jobs: Int?

  @Flag(help: "Run cells again that have a result.")
  var fresh = false

  @Flag(help: "List the cells and run none.")
  var list = false

  @Option(help: "How to print the results: text, json, csv or md.")
  var format = OutputFormat.text

  @Flag(name: [.long, .short], help: "Show no progress.")
  var quiet = false

  private static let maximumJobs = 1024

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out needs the name of a folder.") }
    if let jobs, !(1...Self.maximumJobs).contains(jobs) {
      throw ValidationError("--jobs must be 1 to \(Self.maximumJobs), not \(jobs).")
    }
    if let shard, SweepShard(shard) == nil {
      throw ValidationError("--shard '\(shard)' is no part k/n such as 2/4, with k from 1 to n.")
    }
  }

  func run() throws {
    let plan = try options.chosen()
    let cells = try cells(of: plan)
    if list {
      try Output.print(cells.map { $0.label + "\n" }.joined())
      return
    }
    let folder = SweepFolder(out)
    if let note = try folder.prepare(for: plan) { Output.note("mmubench: note: \(note)") }
    host_catch_interrupts()
    let jobs = min(jobs ?? ProcessInfo.processInfo.activeProcessorCount, Self.maximumJobs)
    let tally = try SweepRun(folder, jobs: jobs).run(cells, isFresh: fresh, isQuiet: quiet)
    try conclude(cells, plan, tally)
  }

  /// The cells of the plan that are this shard's.
  private func cells(of plan: SweepPlan) throws -> [SweepCell] {
    let cells = try allCells(of: plan)
    return shard.flatMap { SweepShard($0) }?.select(from: cells) ?? cells
  }

  /// The cells of the plan; what is wrong with it is bad data in a file, and wrong usage in options.
  private func allCells(of plan: SweepPlan) throws -> [SweepCell] {
    do {
      let cells = try ProfileFailure.translated { try plan.cells() }
      for technique in Set(cells.map(\.technique)) {
        _ = try ProfileTechniqueOptions.chosen(technique.name, policy: technique.policy, prefetch: technique.prefetch)
      }
      return cells
    } catch let failure as CommandFailure {
      guard let file = options.plan, failure.status == .usage else { throw failure }
      throw CommandFailure(.badData, "plan '\(file)': \(failure.message)")
    }
  }

  /// Prints what there is, then says what is not as it should be.
  private func conclude(_ cells: [SweepCell], _ plan: SweepPlan, _ tally: SweepRun.Tally) throws {
    let merge = try SweepMerge([.init(name: out, plan: plan, results: tally.results)], of: cells)
    if !merge.cells.isEmpty { try Output.print(try SweepTable(merge: merge).rendered(as: format)) }
    note(cells, merge, tally)
    if host_was_interrupted() {
      throw CommandFailure(
        .interrupted,
        "interrupted: \(merge.cells.count) of \(cells.count) cells are done; the same command goes on from there")
    }
    guard let first = merge.failed.first else { return }
    throw CommandFailure(
      ExitStatus(rawValue: first.failure.exitCode) ?? .internalError,
      "\(merge.failed.count) of \(cells.count) cells failed, see above; the same command tries them again")
  }

  private func note(_ cells: [SweepCell], _ merge: SweepMerge, _ tally: SweepRun.Tally) {
    if !quiet {
      let count = cells.count == 1 ? "1 cell" : "\(cells.count) cells"
      Output.note(
        "mmubench: \(count): \(tally.foundCount) were there, \(tally.computedCount) were run; results in \(out)")
    }
    if tally.foreignCount > 0 {
      Output.note(
        "mmubench: note: \(tally.foreignCount) of the results that were there are of another build of mmubench; "
          + "--fresh runs their cells again")
    }
    SweepTable(merge: merge).noteFailures(andMissing: false)
  }
}
