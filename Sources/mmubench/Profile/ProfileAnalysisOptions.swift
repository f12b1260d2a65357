import ArgumentParser
import Foundation
import MMUCore
import Profiling
import Report

/// The options that say what to find out about a stream of accesses beside what some TLBs make of it.
struct ProfileAnalysisOptions: ParsableArguments {
  /// A table of the text.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case level, pageSize = "page-size", phase, set, page, region
  }

  @Flag(help: "The miss-ratio curve of LRU for every number of entries, in one pass, and what misses are caused by.")
  var mrc = false

  @Flag(help: "With --mrc: the curve alone, estimated from a sample of the pages (SHARDS), in constant memory.")
  var approximate = false

  @Flag(help: "With --mrc: also what optimal replacement (OPT, Belady's MIN) would miss; takes memory for the trace.")
  var optimal = false

  @Option(
    help: ArgumentHelp(
      "A further table: level, page-size (what each choice of page sizes would have bought), phase, set, page, region.",
      valueName: "subject"))
  var by: [Subject] = []

  @Flag(help: "Say in sentences what dominates, and what to try.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "Exit with 1 unless this holds, such as 'walks_per_1000 < 0.5 && l2.hit_ratio >= 99%'.", valueName: "condition"))
  var assert: [String] = []

  @Option(help: ArgumentHelp("Write everything as one page that needs no network.", valueName: "file"))
  var html: String?

  func validate() throws {
    if approximate && !mrc { throw ValidationError("--approximate is for --mrc.") }
    if optimal && (!mrc || approximate) { throw ValidationError("--optimal is for an exact --mrc.") }
  }

  /// The conditions, read.
  func conditions() throws -> [AssertionExpression] {
    try assert.map { text in
      do throws(AssertionError) {
        return try AssertionExpression(text, names: ProfileMetrics.names)
      } catch {
        throw CommandFailure(.usage, "--assert: \(error)")
      }
    }
  }

  /// What to find out about the accesses, on some TLBs; `nil` for nothing.
  func locality(_ model: TLBModel) -> LocalityOptions? {
    guard needsLocality else { return nil }
    var options = LocalityOptions(model)
    if approximate && !needsExactness {
      options.hasCurves = false
    } else {
      options.sampledPages = 0
      options.hasWindows = html != nil || explain || by.contains { [.phase, .set].contains($0) }
      options.hottestPages = html != nil || explain || by.contains { [.page, .region].contains($0) } ? 20 : 0
    }
    if !optimal { options.maximumOptimalPageChanges = 0 }
    return options
  }

  /// The choices of page sizes to compare.
  func compared(_ model: TLBModel) -> [PageSizePolicy] {
    needsComparison ? ProfilePlan.comparable(model.description) : []
  }

  private var needsComparison: Bool { html != nil || explain || by.contains(.pageSize) }

  private var needsLocality: Bool { mrc || needsExactness }

  /// Whether something is asked for that a sample cannot tell.
  private var needsExactness: Bool {
    html != nil || explain || by.contains { ![.level, .pageSize].contains($0) }
      || assert.contains { text in ProfileMetrics.localityNames.contains { text.contains($0) } }
  }
}
