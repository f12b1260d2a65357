import Foundation

/// Replacement as permutation vectors, in a text of one vector a line; `#` begins a comment.
///
/// A set of A ways takes A + 1 lines of A numbers: line i + 1 is what a hit in position i does, the last line what a miss does.
/// docs/GEOMETRY.md has the meaning of the numbers.
enum PermutationFile {
  /// The most bytes that a file may have: more than any vectors of 64 ways.
  private static let maximumByteCount = 1 << 16

  /// The vectors of a file, as they stand there.
  static func read(_ path: String) throws(TLBConfigurationError) -> [[Int]] {
    let text = try GeometryFile.text(at: path, maximumByteCount: maximumByteCount)
    return try vectors(in: text, path)
  }

  private static func vectors(in text: String, _ path: String) throws(TLBConfigurationError) -> [[Int]] {
    var vectors: [[Int]] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == "\r" }
      if words.isEmpty { continue }
      let numbers = words.compactMap { Int($0) }
      guard numbers.count == words.count else {
        throw .malformedFile(path: path, place: "line \(index + 1)", reason: "a vector is numbers, apart by blanks")
      }
      vectors.append(numbers)
    }
    return vectors
  }
}
