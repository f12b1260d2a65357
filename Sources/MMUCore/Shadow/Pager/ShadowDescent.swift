/// Where a descent ended.
enum ShadowDescent: BitwiseCopyable {
  /// At the table that holds the leaf.
  case page(ShadowPageIndex)
  /// The guest's tables have changed since they were walked.
  case changed
  /// A table lies where no slot is: stores to it cannot be watched, so nothing can be kept of it.
  case unwatched
}
