extension LocalityWindows {
  /// The windows without the last one if it is shorter than the others, which touches fewer pages for that reason alone.
  var withoutShortEnd: LocalityWindows {
    var whole = self
    if let last = windows.last, windows.count > 1, last.translations < accessesPerWindow { whole.windows.removeLast() }
    return whole
  }

  /// The windows of a phase; those that there are, whatever the phase says.
  func windows(of phase: Phase) -> ArraySlice<Window> {
    let start = min(max(0, phase.firstWindow), windows.count)
    return windows[start..<min(windows.count, start + max(0, phase.windowCount))]
  }
}
