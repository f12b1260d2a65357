import Glibc

extension DescriptorReader {
  /// Opens a file, or standard input where the path is `-`; answers also what messages call it.
  static func opened(_ path: String) throws(TraceFailure) -> (reader: DescriptorReader, name: String) {
    if path == "-" {
      return (DescriptorReader(STDIN_FILENO, name: "standard input", closesAtEnd: false), "standard input")
    }
    return (DescriptorReader(try descriptor(path), name: path, closesAtEnd: true), path)
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
