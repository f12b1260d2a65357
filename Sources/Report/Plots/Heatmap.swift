import Foundation

/// A grid of values as shades: rows upward, columns to the right.
public struct Heatmap: Sendable {
  /// The picture's name.
  public var title: String
  /// What the picture shows, for those who hear it read.
  public var description: String
  /// What the columns are; its range is where the first column begins and the last ends.
  public var horizontal: PlotAxis
  /// What the rows are; its range is where the first row begins and the last ends.
  public var vertical: PlotAxis
  /// What the shades count.
  public var valueTitle: String
  /// How values are written.
  public var valueUnit: PlotUnit
  /// The values, row by row from the bottom; every row has as many, and what is no number counts as nothing.
  public var rows: [[Double]]

  /// The most columns that are drawn; beyond, each shows the highest of several.
  public static let columnLimit = 128
  /// The most rows that are drawn; beyond, each shows the highest of several.
  public static let rowLimit = 64

  /// A heatmap.
  public init(
    _ title: String, description: String, horizontal: PlotAxis, vertical: PlotAxis, valueTitle: String,
    valueUnit: PlotUnit = .count, rows: [[Double]]
  ) {
    self.title = title
    self.description = description
    self.horizontal = horizontal
    self.vertical = vertical
    self.valueTitle = valueTitle
    self.valueUnit = valueUnit
    self.rows = rows
  }

  /// The values as they are drawn: each of at most ``rowLimit`` x ``columnLimit`` cells is the highest of those that it
  /// stands for, so that a single hot one stays visible.
  package var cells: [[Double]] {
    let columnCount = rows.map(\.count).min() ?? 0
    let rowSteps = Self.steps(rows.count, limit: Self.rowLimit)
    let columnSteps = Self.steps(columnCount, limit: Self.columnLimit)
    return rowSteps.map { rowStep in
      columnSteps.map { columnStep in
        var highest = 0.0
        for row in rowStep {
          for column in columnStep where rows[row][column].isFinite { highest = max(highest, rows[row][column]) }
        }
        return highest
      }
    }
  }

  /// Consecutive ranges, as equal as can be, at most so many.
  private static func steps(_ count: Int, limit: Int) -> [Range<Int>] {
    let pieces = min(count, limit)
    return (0..<pieces).map { $0 * count / pieces..<($0 + 1) * count / pieces }
  }
}
