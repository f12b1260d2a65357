import Foundation

/// Holds a value against the part of JSON Schema that our own schemas use.
struct SchemaCheck {
  private let root: [String: Any]

  init(_ root: [String: Any]) { self.root = root }

  /// What is wrong with a value; nothing if it is as the schema says.
  func violations(_ value: Any) -> [String] { violations(value, root, at: "$") }

  private func violations(_ value: Any, _ rule: [String: Any], at place: String) -> [String] {
    if let reference = rule["$ref"] as? String {
      let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
      guard let target = definitions[String(reference.dropFirst("#/$defs/".count))] else {
        return ["\(place): no \(reference)"]
      }
      return violations(value, target, at: place)
    }
    var found: [String] = []
    let known: Set = [
      "$schema", "$defs", "title", "description", "type", "properties", "required", "additionalProperties", "items",
      "enum", "const", "minimum", "minItems", "maxItems",
    ]
    found += rule.keys.filter { !known.contains($0) }.map { "\(place): the check does not know '\($0)'" }
    if let type = rule["type"] as? String, !Self.holds(value, type) { return found + ["\(place): no \(type)"] }
    if let constant = rule["const"], !Self.equal(value, constant) { found.append("\(place): not \(constant)") }
    if let choices = rule["enum"] as? [Any], !choices.contains(where: { Self.equal(value, $0) }) {
      found.append("\(place): none of \(choices)")
    }
    if let minimum = rule["minimum"] as? NSNumber, let number = value as? NSNumber,
      number.doubleValue < minimum.doubleValue
    {
      found.append("\(place): below \(minimum)")
    }
    if let object = value as? [String: Any] { found += violations(object, rule, at: place) }
    if let array = value as? [Any] { found += violations(array, rule, at: place) }
    return found
  }

  private func violations(_ object: [String: Any], _ rule: [String: Any], at place: String) -> [String] {
    let properties = rule["properties"] as? [String: [String: Any]] ?? [:]
    var found = (rule["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): no '\($0)'" }
    for (key, value) in object {
      if let property = properties[key] {
        found += violations(value, property, at: "\(place).\(key)")
      } else if rule["additionalProperties"] as? Bool == false {
        found.append("\(place): '\(key)' is not known")
      }
    }
    return found
  }

  private func violations(_ array: [Any], _ rule: [String: Any], at place: String) -> [String] {
    var found: [String] = []
    if let least = rule["minItems"] as? Int, array.count < least { found.append("\(place): fewer than \(least)") }
    if let most = rule["maxItems"] as? Int, array.count > most { found.append("\(place): more than \(most)") }
    guard let items = rule["items"] as? [String: Any] else { return found }
    return found + array.enumerated().flatMap { violations($1, items, at: "\(place)[\($0)]") }
  }

  private static func holds(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "boolean": return isBoolean(value)
    case "number": return value is NSNumber && !isBoolean(value)
    case "integer":
      guard let number = value as? NSNumber, !isBoolean(value) else { return false }
      return number.doubleValue == number.doubleValue.rounded()
    default: return false
    }
  }

  private static func isBoolean(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return String(cString: number.objCType) == "c"
  }

  private static func equal(_ left: Any, _ right: Any) -> Bool {
    if let left = left as? String, let right = right as? String { return left == right }
    if let left = left as? NSNumber, let right = right as? NSNumber { return left == right }
    return false
  }
}
