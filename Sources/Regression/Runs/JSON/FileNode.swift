/// A value in a file that knows its place, so that whoever finds it wrong can say where.
struct FileNode {
  /// The file's path.
  let path: String
  /// The place in it: `benchmarks[3].name`; empty for all of it.
  let place: String
  /// The value.
  let value: JSONValue

  /// Why the file is refused, from this place.
  func failure(_ reason: String, _ kind: RunFailure.Kind = .badData) -> RunFailure {
    RunFailure(kind, path, at: place, reason)
  }

  /// The member of an object, if it is there; `nil` of what is no object.
  func member(_ key: String) -> FileNode? {
    guard case .object(let members) = value, let member = members[key] else { return nil }
    return FileNode(path: path, place: place.isEmpty ? key : "\(place).\(key)", value: member)
  }

  /// The member of an object that must be there.
  func required(_ key: String) throws(RunFailure) -> FileNode {
    guard case .object = value else { throw wrongType("an object") }
    guard let member = member(key) else { throw failure("'\(key)' is missing") }
    return member
  }

  /// The elements of a list.
  func elements() throws(RunFailure) -> [FileNode] {
    guard case .list(let elements) = value else { throw wrongType("a list") }
    return elements.enumerated().map { FileNode(path: path, place: "\(place)[\($0)]", value: $1) }
  }

  /// A text.
  func text() throws(RunFailure) -> String {
    guard case .text(let text) = value else { throw wrongType("a text") }
    return text
  }

  /// True or false.
  func flag() throws(RunFailure) -> Bool {
    guard case .flag(let flag) = value else { throw wrongType("true or false") }
    return flag
  }

  /// A number that is neither negative, infinite nor none at all.
  func amount() throws(RunFailure) -> Double {
    guard case .number(let digits) = value else { throw wrongType("a number") }
    guard let number = Double(digits), number.isFinite else { throw failure("\(digits) is no finite number") }
    guard number >= 0 else { throw failure("\(digits) is negative") }
    return number
  }

  /// An integer that is not negative.
  func count<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) throws(RunFailure) -> Integer {
    guard case .number(let digits) = value else { throw wrongType("a number") }
    if let count = Integer(digits) {
      guard count >= 0 else { throw failure("\(digits) is negative") }
      return count
    }
    guard let number = Double(digits), number == number.rounded() else { throw failure("\(digits) is no integer") }
    guard number >= 0 else { throw failure("\(digits) is negative") }
    // 64.0 and 1e3: as long as every integer has a number of its own.
    guard number <= 0x1p53, let count = Integer(exactly: number) else { throw failure("\(digits) is too large") }
    return count
  }

  private func wrongType(_ wanted: String) -> RunFailure { failure("is \(value.kind), not \(wanted)") }
}
