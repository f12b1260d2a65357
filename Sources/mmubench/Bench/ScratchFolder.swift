import Foundation
import Report

/// A folder for the time of a run, which goes away with it.
final class ScratchFolder {
  /// Where it is.
  let path: String

  /// Makes it.
  init() throws(OutputFailure) {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("mmubench-\(UUID().uuidString)").path
    try Output.makeFolder(at: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of the files in it whose names begin so, in no order.
  func names(beginning prefix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix(prefix) }
  }
}
