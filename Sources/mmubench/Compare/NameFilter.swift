import Foundation

/// The benchmarks that a user chose.
struct NameFilter {
  private let pattern: NSRegularExpression

  /// The names that a regular expression matches anywhere.
  init(_ text: String) throws(CommandFailure) {
    guard let pattern = try? NSRegularExpression(pattern: text) else {
      throw CommandFailure(.usage, "'\(text)' is no regular expression; quote it, and escape what stands for itself")
    }
    self.pattern = pattern
  }

  /// Whether a name is one of them.
  func selects(_ name: String) -> Bool {
    pattern.firstMatch(in: name, range: NSRange(name.startIndex..., in: name)) != nil
  }
}
