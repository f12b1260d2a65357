/// Why a page was not mapped.
public enum PageTableRefusal: Equatable, Sendable {
  /// No frame is left for a table.
  case outOfTableFrames
  /// A larger page is mapped there already.
  case coveredByLargerPage
  /// The size is none that the format maps.
  case unsupportedSize
}
