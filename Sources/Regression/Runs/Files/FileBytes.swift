import Foundation

/// The bytes of files that a user names.
enum FileBytes {
  /// The most that one file may have: more than a thousand processes write into one.
  private static let maximumCount = 1 << 30
  /// The name of standard input, as a command line has it.
  static let standardInput = "-"

  /// All of a file, or of standard input where the path is `-`.
  static func read(_ path: String) throws(RunFailure) -> [UInt8] {
    guard path != standardInput else { return try read(STDIN_FILENO, "standard input") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw RunFailure(.noInput, path, "cannot be opened: \(reason(errno))") }
    defer { close(descriptor) }
    return try read(descriptor, path)
  }

  /// The paths of a folder's `.json` files in the order of their names; `nil` if the path leads to no folder.
  static func files(inFolder path: String) throws(RunFailure) -> [String]? {
    var status = stat()
    guard path != standardInput, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw RunFailure(.noInput, path, "the folder cannot be read")
    }
    let files = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
    guard !files.isEmpty else { throw RunFailure(.noInput, path, "the folder has no .json file") }
    return files.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
  }

  private static func read(_ descriptor: Int32, _ name: String) throws(RunFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw RunFailure(.inputOutput, name, "cannot be read: \(reason(errno))") }
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= maximumCount else { throw RunFailure(.badData, name, "it has more than 1 GiB") }
    }
  }

  private static func reason(_ errorNumber: Int32) -> String { String(cString: strerror(errorNumber)) }
}
