import Foundation
import Regression
import Report

/// Two programs, compared by pairs of their processes.
struct PairComparison {
  private let request: CompareProcesses
  private let base: BenchmarkProgram
  private let head: BenchmarkProgram
  private let choice: BenchmarkChoice
  private let folder: ScratchFolder
  private var source: ProgramProcesses

  init(_ request: CompareProcesses, _ programs: [Arm: BenchmarkProgram], in folder: ScratchFolder) throws {
    guard let base = programs[.base], let head = programs[.head] else {
      preconditionFailure("a program for each arm")
    }
    self.request = request
    self.base = base
    self.head = head
    self.folder = folder
    choice = try BenchmarkChoice(base: base, head: head, filter: request.filter, skip: request.options.skip)
    source = ProgramProcesses(programs, in: folder, alsoOnce: [.base: choice.onlyBase, .head: choice.onlyHead])
  }

  /// Runs pairs until all is decided, or the user wants no more.
  mutating func run() throws -> Comparison {
    let floors = try FloorFile(request.options.floors)
    let gate = PairGate(
      request.options.rules(margin: request.rules.margin), floors: floors.known?.byBenchmark ?? [:])
    let progress = CompareProgress(isQuiet: request.quiet)
    progress.begin(choice.common.count)
    let instructions = InstructionComparison(base: base, head: head, in: folder)
    defer { progress.finish() }
    let outcome = try gate.run(
      choice.common, on: &source, sameInstructions: instructions.same, onPair: progress.update)
    return comparison(outcome, floors.remarks(choice.common) + threadRemarks)
  }

  private func comparison(_ outcome: PairOutcome, _ remarks: [String]) -> Comparison {
    let (base, head) = (source.firstRuns[.base], source.firstRuns[.head])
    let unknown = RunFacts(source: self.base.kind == .mmubench ? .bench : .googleBenchmark)
    var exact: [Finding] = []
    if let base, let head { exact = ExactComparison.findings(base: base, head: head) }
    return Comparison(
      baseLabel: self.base.label, headLabel: self.head.label, baseFacts: base?.facts ?? unknown,
      headFacts: head?.facts ?? unknown, rules: request.rules, findings: ordered(exact, outcome.findings),
      remarks: remarks + outcome.remarks, isInterrupted: outcome.isInterrupted)
  }

  /// Each benchmark's exact evidence, then its time. Of what did not run, only that is said.
  private func ordered(_ exact: [Finding], _ times: [Finding]) -> [Finding] {
    let evidence = Dictionary(grouping: exact, by: \.benchmark)
    let timesByName = Dictionary(grouping: times, by: \.benchmark)
    let names = choice.common + choice.onlyBase + choice.onlyHead
    let known = names.flatMap { name in
      let found = evidence[name] ?? []
      let isAbsent = found.contains { $0.evidence == .presence || $0.evidence == .failure }
      return found + (isAbsent ? [] : timesByName[name] ?? [])
    }
    let set = Set(names)
    return known + exact.filter { !set.contains($0.benchmark) }
  }

  private var threadRemarks: [String] {
    let cores = HostFacts().processorCount
    guard let threads = request.options.threads, threads > cores else { return [] }
    return ["\(threads) threads share \(cores) processors, so that times hold waiting for each other"]
  }
}
