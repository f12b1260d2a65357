/// Bars drawn with characters, one a line.
public struct TerminalBars: Sendable {
  /// What each bar is, and how long.
  public var bars: [(label: String, value: Double)]
  /// How lengths are written.
  public var unit: PlotUnit
  /// How many characters the longest bar has, 8 to 200.
  public let width: Int

  /// Bars; a length that is negative or no number counts as nothing.
  public init(_ bars: [(label: String, value: Double)], unit: PlotUnit = .count, width: Int = 40) {
    self.bars = bars.map { ($0.label, $0.value.isFinite ? max(0, $0.value) : 0) }
    self.unit = unit
    self.width = min(200, max(8, width))
  }

  /// The lines, each with a newline at its end.
  public func rendered(as letters: TerminalLetters) -> String {
    let longest = bars.map(\.value).max() ?? 0
    let margin = bars.map(\.label.count).max() ?? 0
    return bars.map { label, value in
      let length = longest > 0 ? value / longest * Double(width) : 0
      let bar = letters == .unicode ? Self.blocks(length) : Self.signs(length)
      return label + String(repeating: " ", count: margin - label.count + 1) + bar + (bar.isEmpty ? "" : " ")
        + unit.text(value) + "\n"
    }.joined()
  }

  /// Full blocks and an eighth to seven eighths of one; what is there is seen.
  private static func blocks(_ length: Double) -> String {
    let eighths = length > 0 ? max(1, Int((length * 8).rounded())) : 0
    let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + (eighths % 8 == 0 ? "" : String(parts[eighths % 8 - 1]))
  }

  private static func signs(_ length: Double) -> String {
    String(repeating: "#", count: length > 0 ? max(1, Int(length.rounded())) : 0)
  }
}
