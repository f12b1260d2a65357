import CPresets
import Foundation
import Report

extension CostModel {
  /// The models that are part of the program.
  public static let all: [CostModel] = (0..<cost_model_count()).map { position in
    var length = 0
    let bytes = UnsafeRawBufferPointer(start: cost_model(position, &length), count: length)
    do {
      return try JSONDecoder().decode(CostModel.self, from: Data(bytes))
    } catch {
      preconditionFailure("cost model \(position) is damaged: \(error)")
    }
  }

  /// The model that a text stands for: a built-in one's name, or the path of a file that ends in `.json`.
  public static func load(_ text: String) throws(CostModelError) -> CostModel {
    if let model = all.first(where: { $0.name == text.lowercased() }) { return model }
    guard text.lowercased().hasSuffix(".json") else { throw .unknownName(text) }
    return try CostModel(json: try contents(of: text), path: text)
  }

  /// The model that JSON describes; a path says in errors where it is from.
  public init(json: Data, path: String) throws(CostModelError) {
    do {
      self = try JSONDecoder().decode(CostModel.self, from: json)
    } catch let error as DecodingError {
      let (place, reason) = GeometryFile.words(error)
      throw .malformedFile(path: path, place: place, reason: reason)
    } catch {
      throw .malformedFile(path: path, place: "", reason: "it is not JSON")
    }
  }

  private static func contents(of path: String) throws(CostModelError) -> Data {
    do {
      return Data(try GeometryFile.text(at: path, maximumByteCount: 1 << 20).utf8)
    } catch {
      if case .malformedFile(_, let place, let reason) = error {
        throw .malformedFile(path: path, place: place, reason: reason)
      }
      if case .cannotReadFile(_, let errorNumber) = error {
        throw .cannotReadFile(path: path, errorNumber: errorNumber)
      }
      throw .unknownName(path)
    }
  }
}
