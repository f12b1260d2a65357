import Report

/// Any key of a JSON object.
struct JSONKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}

extension Decoder {
  /// A container whose keys are all among the known ones; a mistyped key would otherwise be ignored.
  func container(knowing known: [String]) throws -> KeyedDecodingContainer<JSONKey> {
    let container = try container(keyedBy: JSONKey.self)
    for key in container.allKeys where !known.contains(key.stringValue) {
      let nearest = NearestName.of(key.stringValue, among: known)
      let advice = nearest.map { "did you mean '\($0)'?" } ?? "the keys are \(known.joined(separator: ", "))"
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "there is no key '\(key.stringValue)'; \(advice)"))
    }
    return container
  }
}

extension KeyedDecodingContainer<JSONKey> {
  /// The value of a key that must be there.
  func value<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) throws -> Value {
    try decode(Value.self, forKey: JSONKey(stringValue: key))
  }

  /// The value of a key, or another where it is left out.
  func value<Value: Decodable>(_ key: String, otherwise: Value) throws -> Value {
    try decodeIfPresent(Value.self, forKey: JSONKey(stringValue: key)) ?? otherwise
  }

  /// The value of a key that is one of an enumeration's names.
  func name<Value: RawRepresentable & CaseIterable>(_ key: String, otherwise: Value?) throws -> Value
  where Value.RawValue == String {
    guard let text = try decodeIfPresent(String.self, forKey: JSONKey(stringValue: key)) else {
      if let otherwise { return otherwise }
      return try Self.refuse(self, key, "is missing")
    }
    if let value = Value(rawValue: text) { return value }
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return try Self.refuse(self, key, "is '\(text)', which is none of \(names)")
  }

  private static func refuse<Value>(_ container: Self, _ key: String, _ reason: String) throws -> Value {
    throw DecodingError.dataCorrupted(
      .init(codingPath: container.codingPath + [JSONKey(stringValue: key)], debugDescription: reason))
  }
}
