import Foundation

extension Output {
  /// Writes a text at the end of a file, which is made where there is none, in one piece: others may write to it, too.
  public static func append(_ text: String, toFileAt path: String) throws(OutputFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputFailure(destination: path, errorNumber: errno) }
    defer { close(descriptor) }
    try write(Array(text.utf8), to: descriptor, named: path)
  }
}
