import ArgumentParser
import Foundation
import Profiling

/// The options that say what a sweep runs.
struct SweepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A trace, as mmubench profile reads it, or format:file; may be repeated.", valueName: "file"))
  var trace: [String] = []

  @Option(help: ArgumentHelp("Workloads: sequential, strided, gups, zipf.", valueName: "names"))
  var workload: [String] = []

  @Option(help: ArgumentHelp("The bytes that a workload's accesses spread over. (default: 1G)", valueName: "sizes"))
  var footprint: [String] = []

  @Option(help: ArgumentHelp("How many accesses a workload makes. (default: 10M)", valueName: "counts"))
  var accesses: [String] = []

  @Option(help: ArgumentHelp("sequential: the distance of accesses, in bytes. (default: 64)", valueName: "sizes"))
  var step: [String] = []

  @Option(help: ArgumentHelp("strided: the distance of accesses, in 4 KiB pages. (default: 1)", valueName: "counts"))
  var stride: [String] = []

  @Option(help: ArgumentHelp("gups, zipf: the seeds of the random numbers. (default: 1)", valueName: "seeds"))
  var seed: [String] = []

  @Option(
    help: ArgumentHelp(
      "TLBs, as mmubench profile takes them; may be repeated. (default: skylake)", valueName: "preset or geometry"))
  var tlb: [String] = []

  @Option(help: ArgumentHelp("The sizes of pages: 4K, 2M, 1G. (default: 4K)", valueName: "sizes"))
  var pageSize: [String] = []

  @Option(help: ArgumentHelp("native, shadow. (default: native)", valueName: "names"))
  var technique: [String] = []

  @Option(
    help: ArgumentHelp("shadow: write-protect, unsync, snapshot, vtlb. (default: unsync)", valueName: "names"))
  var policy: [String] = []

  @Option(help: ArgumentHelp("shadow: how many entries a page fault maps, 0, 8, 32. (default: 0)", valueName: "counts"))
  var prefetch: [String] = []

  @Option(help: ArgumentHelp("A file that says all of this, instead of the options above.", valueName: "file"))
  var plan: String?

  /// The plan of the file or of the options.
  func chosen() throws -> SweepPlan {
    let options = ofOptions
    guard let plan else { return options }
    if let axis = SweepPlan.Axis.allCases.first(where: { !options[$0].isEmpty }) {
      throw CommandFailure(.usage, "--plan and --\(axis.option) both say what to run; put the latter into the plan")
    }
    return try SweepFile.read(SweepPlan.self, at: plan, named: "plan")
  }

  private var ofOptions: SweepPlan {
    let lists: [(SweepPlan.Axis, [String])] = [
      (.traces, trace), (.workloads, Self.split(workload)), (.footprint, Self.split(footprint)),
      (.accesses, Self.split(accesses)), (.step, Self.split(step)), (.stride, Self.split(stride)),
      (.seed, Self.split(seed)), (.tlb, tlb.flatMap { $0.contains("=") ? [$0] : Self.split([$0]) }),
      (.pageSize, Self.split(pageSize)), (.technique, Self.split(technique)), (.policy, Self.split(policy)),
      (.prefetch, Self.split(prefetch)),
    ]
    var plan = SweepPlan()
    for (axis, values) in lists { plan[axis] = values }
    return plan
  }

  private static func split(_ texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }
}
