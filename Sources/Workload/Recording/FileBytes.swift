import Glibc

/// Parts of a file, read when they are asked for; nothing where there is nothing.
final class FileBytes {
  private let descriptor: Int32

  /// `nil` if the file cannot be opened or is none.
  init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
  }

  deinit { close(descriptor) }

  /// Exactly `count` bytes, at most `limit`, from an offset; `nil` where the file has not so many.
  func read(_ count: UInt64, at offset: UInt64, limit: UInt64) -> [UInt8]? {
    guard count <= limit, let place = off_t(exactly: offset) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    var done = 0
    while done < bytes.count {
      let more = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + done, $0.count - done, place &+ off_t(done))
      }
      guard more > 0 else { return nil }
      done += more
    }
    return bytes
  }
}
