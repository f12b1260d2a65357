import Foundation

extension Output {
  /// Makes a folder, and those that it lies in, where they are not there; says so if nothing could be written into it.
  public static func makeFolder(at path: String) throws(OutputFailure) {
    var prefix = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      prefix += part + "/"
      guard !part.isEmpty, mkdir(prefix, 0o777) != 0 else { continue }
      // It may be there already, or be a folder above that only others may write to.
      let errorNumber = errno
      guard access(prefix, F_OK) == 0 else { throw OutputFailure(destination: path, errorNumber: errorNumber) }
    }
    guard access(prefix, W_OK) == 0 else { throw OutputFailure(destination: path, errorNumber: errno) }
  }
}
