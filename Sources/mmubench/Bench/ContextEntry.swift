import ArgumentParser
import Benchmarks

/// A fact that the user adds to a result's context: `key=value`.
struct ContextEntry: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty else { return nil }
    name = String(sides[0])
    value = String(sides[1])
  }

  /// The entries by name; the last of a name counts.
  static func dictionary(_ entries: [ContextEntry]) -> [String: String] {
    entries.reduce(into: [:]) { $0[$1.name] = $1.value }
  }

  /// Refuses names that the context has already.
  static func validate(_ entries: [ContextEntry]) throws {
    if let entry = entries.first(where: { BenchmarkContext.reservedNames.contains($0.name) }) {
      throw ValidationError("--context \(entry.name)=…: the context says '\(entry.name)' itself; choose another name.")
    }
  }
}
