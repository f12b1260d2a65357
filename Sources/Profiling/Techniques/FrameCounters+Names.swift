import MMUCore

extension FrameCounters {
  /// Every count, by its name in tables and files.
  public var all: [(name: String, count: UInt64)] {
    [
      ("populated", populated), ("paged-out", pagedOut), ("paged-in", pagedIn), ("rested", rested),
      ("roused", roused), ("merged", merged), ("copied", copied), ("given-back", givenBack),
    ]
  }
}
