import Foundation

/// Writes results, whole or not at all, and says so when they cannot be written.
public enum Output {
  /// Writes all of a text to standard output.
  public static func print(_ text: String) throws(OutputFailure) {
    try write(Array(text.utf8), to: STDOUT_FILENO, named: "standard output")
  }

  /// Writes a line to standard error: progress, warnings, hints. Failing to is no failure of the run.
  public static func note(_ line: String) {
    try? write(Array((line + "\n").utf8), to: STDERR_FILENO, named: "standard error")
  }

  /// Puts a file in place at once: it is written beside its place and renamed, so that nobody sees half of it and a
  /// failed run leaves what was there. What is no regular file (a device, a pipe) is written directly.
  public static func replaceFile(at path: String, with text: String) throws(OutputFailure) {
    if isSpecialFile(path) {
      try create(path, text)
      return
    }
    // Through a link: what it leads to is replaced, and it stays.
    let target = (path as NSString).resolvingSymlinksInPath
    let temporary = target + ".\(getpid()).partial"
    do {
      try create(temporary, text)
    } catch {
      unlink(temporary)
      throw OutputFailure(destination: path, errorNumber: error.errorNumber)
    }
    if rename(temporary, target) != 0 {
      let errorNumber = errno
      unlink(temporary)
      throw OutputFailure(destination: path, errorNumber: errorNumber)
    }
  }

  /// Says now whether a file could be put in place later, so that a long run does not end with nothing.
  public static func checkWritable(_ path: String) throws(OutputFailure) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw OutputFailure(destination: path, errorNumber: EISDIR)
    }
    let folder = (path as NSString).deletingLastPathComponent
    let target = isSpecialFile(path) ? path : folder.isEmpty ? "." : folder
    guard access(target, W_OK) == 0 else { throw OutputFailure(destination: path, errorNumber: errno) }
  }

  /// Whether there is something at a path that is neither a regular file nor a folder.
  static func isSpecialFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func create(_ path: String, _ text: String) throws(OutputFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputFailure(destination: path, errorNumber: errno) }
    do {
      try write(Array(text.utf8), to: descriptor, named: path)
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems say only now that there was no room.
    guard close(descriptor) == 0 else { throw OutputFailure(destination: path, errorNumber: errno) }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws(OutputFailure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        // A full pipe that somebody made non-blocking: wait for room.
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
        continue
      }
      guard count > 0 else { throw OutputFailure(destination: name, errorNumber: errno) }
      done += count
    }
  }
}
