import Foundation
import Regression

/// Which benchmarks of two programs are compared.
struct BenchmarkChoice {
  /// What both have, in base's order.
  let common: [String]
  /// What only base has.
  let onlyBase: [String]
  /// What only head has.
  let onlyHead: [String]

  /// Chooses.
  ///
  /// - Parameters:
  ///   - filter: those whose names match; without it, those whose times hardly depend on what else uses the caches, or all
  ///     of programs that do not say which are.
  ///   - skip: not those whose names match.
  init(base: BenchmarkProgram, head: BenchmarkProgram, filter: String?, skip: String?) throws {
    let filter = try filter.map { try NamePattern($0, option: "--filter") }
    let skip = try skip.map { try NamePattern($0, option: "--skip") }
    let residents = [base, head].compactMap(\.residentNames)
    let resident = residents.isEmpty ? nil : Set(residents.joined())
    let isChosen = { (name: String) in
      let plain = base.nameWithoutThreads(name)
      return (filter.map { $0.matches(plain) } ?? resident.map { $0.contains(name) } ?? true)
        && skip?.matches(plain) != true
    }
    let (ours, theirs) = (base.names.filter(isChosen), head.names.filter(isChosen))
    let (ourSet, theirSet) = (Set(ours), Set(theirs))
    common = ours.filter(theirSet.contains)
    onlyBase = ours.filter { !theirSet.contains($0) }
    onlyHead = theirs.filter { !ourSet.contains($0) }
    guard !(ours.isEmpty && theirs.isEmpty) else {
      throw CommandFailure(.usage, "no benchmark of \(base.label) matches; see what it lists, and --filter and --skip")
    }
    guard !common.isEmpty else {
      throw CommandFailure(.notComparable, "\(base.label) and \(head.label) have no benchmark in common")
    }
  }
}

/// A regular expression that names are held against.
private struct NamePattern {
  private let expression: NSRegularExpression

  init(_ text: String, option: String) throws {
    guard let expression = try? NSRegularExpression(pattern: text) else {
      throw CommandFailure(
        .usage, "\(option) '\(text)' is no regular expression; quote it, and escape what stands for itself")
    }
    self.expression = expression
  }

  func matches(_ name: String) -> Bool {
    expression.firstMatch(in: name, range: NSRange(name.startIndex..., in: name)) != nil
  }
}
