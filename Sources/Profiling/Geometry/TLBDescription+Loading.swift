import Foundation

extension TLBDescription {
  /// The TLBs that a text stands for: a preset's name, a specification, or the path of a file that ends in `.json`.
  public static func load(_ text: String) throws(TLBConfigurationError) -> TLBDescription {
    if let preset = TLBPreset.named(text) { return preset }
    if text.lowercased().hasSuffix(".json") { return try GeometryFile.description(at: text) }
    guard text.contains("=") else { throw .unknownPreset(text) }
    let description = try TLBSpecification.description(text)
    try description.check()
    return description
  }

  /// The TLBs that JSON describes; a path says in errors where it is from.
  public init(json: Data, path: String) throws(TLBConfigurationError) {
    self = try GeometryFile.description(of: json, path)
    try check()
  }
}
