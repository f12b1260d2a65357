/// A case in which KVM, core and reference did not all agree.
public struct KVMDifference: Equatable, Sendable, CustomStringConvertible {
  /// The format's name.
  public let format: String
  /// What each of them said.
  public let comparison: KVMComparison
  /// The corpus file that replays it, if a folder was given.
  public let file: String?

  /// One sentence.
  public var description: String {
    let asked = comparison.asked
    let question = "\(format): \(asked.access.text) at \(asked.gva.hexadecimal) under \(asked.configuration)"
    return "\(question): \(comparison.difference ?? "")\(file.map { "; replay: \($0)" } ?? "")"
  }
}
