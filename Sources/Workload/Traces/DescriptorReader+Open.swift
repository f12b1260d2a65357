import Glibc

extension DescriptorReader {
  /// Opens a file, or standard input where the path is `-`; answers also what messages call it.
  ///
  /// - Parameter isOverWhenIdle: see ``init(_:name:closesAtEnd:isOverWhenIdle:)``.
  static func opened(
    _ path: String, isOverWhenIdle: @escaping () -> Bool = { false }
  ) throws(TraceFailure) -> (reader: DescriptorReader, name: String) {
    let isInput = path == "-"
    let name = isInput ? "standard input" : path
    let descriptor = isInput ? STDIN_FILENO : try descriptor(path)
    let reader = DescriptorReader(
      descriptor, name: name, closesAtEnd: !isInput, isOverWhenIdle: isOverWhenIdle)
    return (reader, name)
  }

  /// The last bytes of a regular file; `nil` of anything else, or where there are not so many.
  func lastBytes(_ count: Int) -> [UInt8]? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= count else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: count)
    return pread(descriptor, &bytes, count, status.st_size - off_t(count)) == count ? bytes : nil
  }

  private static func descriptor(_ path: String) throws(TraceFailure) -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, errorNumber: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw .cannotOpen(path: path, errorNumber: EISDIR)
    }
    return descriptor
  }
}
