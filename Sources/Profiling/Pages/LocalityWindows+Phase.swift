extension LocalityWindows {
  /// The windows of a phase; those that there are, whatever the phase says.
  func windows(of phase: Phase) -> ArraySlice<Window> {
    let start = min(max(0, phase.firstWindow), windows.count)
    return windows[start..<min(windows.count, start + max(0, phase.windowCount))]
  }
}
