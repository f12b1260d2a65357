import Foundation
import Profiling
import Report

/// Reads the JSON files of sweeps.
enum SweepFile {
  /// Larger files are not ours.
  private static let maximumByteCount = 1 << 26

  /// Reads a file that must be there and sound.
  static func read<Value: Decodable>(_ type: Value.Type, at path: String, named name: String) throws -> Value {
    guard let data = try data(at: path) else {
      throw CommandFailure(.noInput, "there is no \(name) '\(path)'; check the path")
    }
    do { return try JSONDecoder().decode(type, from: data) } catch {
      throw CommandFailure(.badData, "'\(path)' is no \(name) of mmubench: \(text(error))")
    }
  }

  /// The bytes of a file; `nil` if there is none.
  static func data(at path: String) throws -> Data? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 && (errno == ENOENT || errno == ENOTDIR) { return nil }
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path, EISDIR) }
    guard status.st_size <= maximumByteCount else { throw unreadable(path, EFBIG) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress! + count, $0.count - count) }
      if more < 0 && errno == EINTR { continue }
      guard more >= 0 else { throw unreadable(path, errno) }
      if more == 0 { break }
      count += more
    }
    return Data(bytes[..<count])
  }

  /// What is wrong with a file, in a few words.
  static func text(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context):
      context.codingPath.isEmpty ? context.debugDescription : place(context)
    case DecodingError.keyNotFound(let key, _): "it has no '\(key.stringValue)'"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context): place(context)
    default: "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { key in key.intValue.map { "\($0 + 1)" } ?? key.stringValue }
    return "'\(path.joined(separator: "."))' is not what this version of mmubench reads"
  }

  private static func unreadable(_ path: String, _ errorNumber: Int32) -> CommandFailure {
    CommandFailure(.inputOutput, "cannot read '\(path)': \(String(cString: strerror(errorNumber)))")
  }
}
