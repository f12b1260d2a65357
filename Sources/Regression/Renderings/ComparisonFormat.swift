/// How a comparison is written.
public enum ComparisonFormat: String, CaseIterable, Sendable {
  /// For a person at a terminal: tables, then the verdict.
  case text
  /// For a comment on a pull request.
  case md
  /// For a program: schema `mmubench.comparison`, every number of the text.
  case json
  /// For a CI server that shows test results.
  case junit
  /// Workflow commands of GitHub Actions, which annotate a run.
  case github
}
