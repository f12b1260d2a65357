/// Finds the name that somebody who wrote another one probably meant.
public enum NearestName {
  /// The candidate with the smallest edit distance, if it is small against the length; ties go to the first.
  public static func of(_ name: String, among candidates: [String]) -> String? {
    let distances = candidates.map { ($0, distance(name.lowercased(), $0.lowercased())) }
    guard let nearest = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return nearest.1 <= max(1, nearest.0.count / 2) ? nearest.0 : nil
  }

  /// How many characters must be inserted, deleted, replaced or swapped with their neighbour to turn one text into the
  /// other.
  ///
  /// Source: Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964; the
  /// restricted form, in which nothing is edited twice.
  public static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var current = [row + 1]
      for column in right.indices {
        var best = min(current[column] + 1, last[column + 1] + 1, last[column] + (right[column] == character ? 0 : 1))
        if row > 0, column > 0, character == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
