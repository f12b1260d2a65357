import Foundation

/// Reads what users keep in files about TLBs.
enum GeometryFile {
  /// The most bytes that a description may have.
  private static let maximumByteCount = 1 << 20

  /// The description in a file of JSON.
  static func description(at path: String) throws(TLBConfigurationError) -> TLBDescription {
    try TLBDescription(json: Data(text(at: path, maximumByteCount: maximumByteCount).utf8), path: path)
  }

  /// The description that JSON is, or why it is none.
  static func description(of data: Data, _ path: String) throws(TLBConfigurationError) -> TLBDescription {
    guard (try? JSONSerialization.jsonObject(with: data)) != nil else {
      throw .malformedFile(path: path, place: "", reason: "it is not JSON")
    }
    do {
      return try JSONDecoder().decode(TLBDescription.self, from: data)
    } catch let error as DecodingError {
      throw failure(error, path)
    } catch {
      throw .malformedFile(path: path, place: "", reason: "it is not JSON")
    }
  }

  /// The text of a file that is not too long to be one.
  static func text(at path: String, maximumByteCount: Int) throws(TLBConfigurationError) -> String {
    guard let file = fopen(path, "re") else { throw .cannotReadFile(path: path, errorNumber: errno) }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: maximumByteCount + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    // A folder can be opened and not read.
    guard ferror(file) == 0 else { throw .cannotReadFile(path: path, errorNumber: errno) }
    guard count <= maximumByteCount else {
      throw .malformedFile(path: path, place: "", reason: "it has more than \(maximumByteCount) bytes")
    }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw .malformedFile(path: path, place: "", reason: "it is not UTF-8 text")
    }
    return text
  }

  private static func failure(_ error: DecodingError, _ path: String) -> TLBConfigurationError {
    let (place, reason) = words(error)
    return .malformedFile(path: path, place: place, reason: reason)
  }

  /// What is wrong with JSON, and where in it.
  static func words(_ error: DecodingError) -> (place: String, reason: String) {
    switch error {
    case .keyNotFound(let key, let context): (place(context.codingPath), "'\(key.stringValue)' is missing")
    case .typeMismatch(_, let context): (place(context.codingPath), "is of another type than it should be")
    case .valueNotFound(_, let context): (place(context.codingPath), "is null")
    case .dataCorrupted(let context): (place(context.codingPath), context.debugDescription)
    @unknown default: ("", "it is not JSON of the right form")
    }
  }

  /// A path through JSON as a person writes it: arrays[2].ways.
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}
