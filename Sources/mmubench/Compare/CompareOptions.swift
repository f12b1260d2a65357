import ArgumentParser
import Regression
import Report

/// How a comparison is judged and written.
struct CompareOptions: ParsableArguments {
  @Flag(help: "Let benchmarks that head no longer has pass.")
  var allowMissing = false

  @Flag(help: "Report times, and let them decide nothing.")
  var advisoryTime = false

  @Flag(help: "Fail where it cannot be told whether something changed.")
  var requireConclusive = false

  @Option(help: ArgumentHelp("The smallest change of time that matters.", valueName: "percentage"))
  var margin = Percentage(fraction: Comparison.Rules().margin)

  @Option(help: ArgumentHelp("Compare the benchmarks whose names match.", valueName: "regex"))
  var filter: String?

  @Option(help: "How to print the comparison: text, md, json, junit or github.")
  var format: ComparisonFormat = .text

  @Option(
    help: ArgumentHelp(
      "Also write it to a file: .json, .md, .xml (JUnit) or .txt; may be repeated.", valueName: "file"))
  var out: [String] = []

  @Option(
    help: ArgumentHelp(
      "A counter of plain Google Benchmark files that is exact: NAME=lower or NAME=higher, whichever is better.",
      valueName: "name=direction"))
  var counter: [CounterChoice] = []

  @Flag(help: "Show what has not changed, too.")
  var all = false

  @Flag(help: "Print no progress.")
  var quiet = false

  /// How the comparison is judged.
  var rules: Comparison.Rules {
    var rules = Comparison.Rules()
    rules.allowsMissing = allowMissing
    rules.timeIsAdvisory = advisoryTime
    rules.requiresConclusive = requireConclusive
    rules.margin = margin.fraction
    return rules
  }

  func validate() throws {
    if let choice = counter.first(where: { $0.refusal != nil }), let refusal = choice.refusal {
      throw ValidationError("--counter \(choice.name): \(refusal)")
    }
    if let path = out.first(where: { CompareOutput.format(ofFile: $0) == nil }) {
      throw ValidationError("--out \(path): its name must end in .json, .md, .xml or .txt, which says how to write it.")
    }
  }
}

extension ComparisonFormat: ExpressibleByArgument {}
extension CounterChoice: ExpressibleByArgument {
  /// The choice that an argument makes.
  public init?(argument: String) { self.init(argument) }
}
