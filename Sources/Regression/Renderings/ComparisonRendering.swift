/// A comparison as people and programs read it.
public enum ComparisonRendering {
  /// The comparison in a format, with a newline at its end.
  ///
  /// - Parameter showsAll: whether a text's tables have a line for what has not changed, too; the other formats have all in
  ///   any case.
  public static func render(
    _ comparison: Comparison, as format: ComparisonFormat, showsAll: Bool = false
  ) -> String {
    switch format {
    case .text: ComparisonText(comparison, showsAll: showsAll).text
    case .md: ComparisonMarkdown(comparison).text
    case .json: ComparisonDocument(comparison).json
    case .junit: ComparisonJUnit(comparison).text
    case .github: ComparisonAnnotations(comparison).text
    }
  }

  /// What the comparison comes to, in one line without a newline.
  public static func verdictLine(_ comparison: Comparison) -> String { ComparisonVerdict(comparison).sentence }

  /// What `$GITHUB_STEP_SUMMARY` gets: the Markdown of a comparison, to be appended to what other steps wrote.
  public static func stepSummary(_ comparison: Comparison) -> String { render(comparison, as: .md) + "\n" }
}
