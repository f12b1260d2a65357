/// Characters to draw on: with Unicode eight dots each, in ASCII one.
struct TerminalCanvas {
  let width: Int
  let height: Int
  let letters: TerminalLetters
  /// How many dots a character has, side by side and above each other.
  private let dots: (columns: Int, rows: Int)
  private var patterns: [[UInt8]]
  private var marked: Set<Int> = []

  /// A Braille pattern's bit for a dot, by row and column. Source: The Unicode Standard, block Braille Patterns.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  init(width: Int, height: Int, letters: TerminalLetters) {
    self.width = width
    self.height = height
    self.letters = letters
    dots = letters == .unicode ? (2, 4) : (1, 1)
    patterns = .init(repeating: .init(repeating: 0, count: width), count: height)
  }

  /// The column of characters and the line at a place; both coordinates go from 0 to 1, and the line is from the top.
  func cell(x: Double, y: Double) -> (column: Int, row: Int) {
    let (column, row) = dot(x, y)
    return (column / dots.columns, row / dots.rows)
  }

  /// Draws a line between two places.
  mutating func draw(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    let (first, last) = (dot(start.x, start.y), dot(end.x, end.y))
    let steps = max(abs(last.column - first.column), abs(last.row - first.row), 1)
    for step in 0...steps {
      set(
        first.column + rounded((last.column - first.column) * step, steps),
        first.row + rounded((last.row - first.row) * step, steps))
    }
  }

  /// Marks a column from top to bottom, behind what is drawn.
  mutating func mark(column: Int) { marked.insert(column) }

  /// The lines from the top.
  var lines: [String] {
    patterns.map { row in
      String(row.enumerated().map { column, pattern in character(pattern, isMarked: marked.contains(column)) })
    }
  }

  private func dot(_ x: Double, _ y: Double) -> (column: Int, row: Int) {
    let last = (column: width * dots.columns - 1, row: height * dots.rows - 1)
    return (Int((x * Double(last.column)).rounded()), last.row - Int((y * Double(last.row)).rounded()))
  }

  private mutating func set(_ column: Int, _ row: Int) {
    patterns[row / dots.rows][column / dots.columns] |= Self.bits[row % dots.rows][column % dots.columns]
  }

  private func character(_ pattern: UInt8, isMarked: Bool) -> Character {
    guard pattern != 0 else { return !isMarked ? " " : letters == .unicode ? "┊" : ":" }
    guard letters == .unicode else { return "*" }
    return Character(Unicode.Scalar(0x2800 + UInt32(pattern))!)
  }

  /// A quotient to the nearest integer.
  private func rounded(_ product: Int, _ divisor: Int) -> Int {
    (2 * product + (product < 0 ? -divisor : divisor)) / (2 * divisor)
  }
}
