import Glibc

/// Finds programs as a shell does.
enum ExecutableSearch {
  /// The path of a command: itself if it has a slash, else the first match in `PATH`.
  static func path(of command: String) throws(TraceFailure) -> String {
    let candidates = command.contains("/") ? [command] : folders.map { "\($0)/\(command)" }
    var errorNumber = ENOENT
    for candidate in candidates {
      guard let problem = problem(of: candidate) else { return candidate }
      if problem != ENOENT && problem != ENOTDIR { errorNumber = problem }
    }
    throw .cannotRunCommand(name: command, errorNumber: errorNumber)
  }

  private static var folders: [String] {
    let list = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return list.split(separator: ":", omittingEmptySubsequences: false).map { $0.isEmpty ? "." : String($0) }
  }

  /// The error number of trying to run a file, or `nil`.
  private static func problem(of path: String) -> Int32? {
    var status = stat()
    guard stat(path, &status) == 0 else { return errno }
    guard status.st_mode & S_IFMT != S_IFDIR else { return EISDIR }
    return access(path, X_OK) == 0 ? nil : errno
  }
}
