import Profiling
import Report

/// Whether profiles are as a user's conditions want them.
enum ProfileVerdict {
  /// A line for everything that is not as it should be.
  static func violations(of conditions: [AssertionExpression], _ profiles: [TLBProfile]) -> [String] {
    profiles.flatMap { profile in
      let metrics = ProfileMetrics.of(profile)
      return conditions.compactMap { condition in
        let prefix = profiles.count > 1 ? "\(profile.tlb.name): " : ""
        return violation(of: condition, metrics).map { "\(prefix)--assert '\(condition.text)': \($0)" }
      }
    }
  }

  private static func violation(
    of condition: AssertionExpression, _ metrics: [String: AssertionMetric]
  ) -> String? {
    switch condition.verdict(metrics) {
    case .holds: nil
    case .violated(let reasons): reasons.joined(separator: "; ")
    case .undecidable(let reason): reason
    }
  }
}
