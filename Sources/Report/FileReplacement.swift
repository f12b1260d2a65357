import Foundation

/// A file that is written bit by bit and put in place at its end, so that nobody sees half of it and a failed run leaves
/// what was there. What is no regular file (a device, a pipe, `-` for standard output) is written directly.
public final class FileReplacement {
  /// Where to write.
  public let descriptor: Int32

  private let path: String
  /// The file beside the place, and the place; `nil` where there is none.
  private var pending: (temporary: String, target: String)?

  /// Opens a file beside the place that a path names.
  public init(path: String) throws(OutputFailure) {
    self.path = path
    if path == "-" {
      descriptor = dup(STDOUT_FILENO)
    } else if Output.isSpecialFile(path) {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      // Through a link: what it leads to is replaced, and it stays.
      let target = (path as NSString).resolvingSymlinksInPath
      let temporary = target + ".\(getpid()).partial"
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      if descriptor >= 0 { pending = (temporary, target) }
    }
    guard descriptor >= 0 else { throw OutputFailure(destination: path, errorNumber: errno) }
  }

  deinit {
    close(descriptor)
    if let pending { unlink(pending.temporary) }
  }

  /// Puts the file in place. Nothing may be written any more.
  public func commit() throws(OutputFailure) {
    guard let (temporary, target) = pending else { return }
    // Some file systems say only now that there was no room.
    guard fsync(descriptor) == 0 || errno == EINVAL, rename(temporary, target) == 0 else {
      throw OutputFailure(destination: path, errorNumber: errno)
    }
    pending = nil
  }
}
