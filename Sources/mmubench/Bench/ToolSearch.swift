import Foundation

/// Finds the programs that a command needs.
enum ToolSearch {
  /// The first of some programs that is there, each looked for in the folders of PATH.
  ///
  /// - Parameters:
  ///   - purpose: what it is needed for, in a phrase.
  ///   - package: Debian's package that has it.
  static func path(ofFirst names: [String], for purpose: String, package: String) throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    for name in names {
      let candidates = folders.map { folder in "\(folder)/\(name)" }
      if let path = candidates.first(where: { candidate in access(candidate, X_OK) == 0 }) { return path }
    }
    throw CommandFailure(
      .unavailable, "\(purpose) needs \(names[0]), which is not installed; on Debian: apt-get install \(package)")
  }
}
