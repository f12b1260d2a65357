import Foundation
import Report

/// Why there is no model of costs for what the user asked for.
public enum CostModelError: Error, Equatable, Sendable {
  /// It is neither a built-in model's name nor a file.
  case unknownName(String)
  /// A file cannot be opened or read.
  case cannotReadFile(path: String, errorNumber: Int32)
  /// A file is not what it should be, somewhere in it.
  case malformedFile(path: String, place: String, reason: String)
}

extension CostModelError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknownName(let name):
      "there is no cost model '\(name)'; "
        + (NearestName.of(name, among: CostModel.all.map(\.name)).map { "did you mean '\($0)'?" }
          ?? "the models are \(CostModel.all.map(\.name).joined(separator: ", ")), or a file that ends in .json")
    case .cannotReadFile(let path, let errorNumber):
      "cannot read '\(path)': \(String(cString: strerror(errorNumber)))"
    case .malformedFile(let path, let place, let reason):
      "'\(path)' is no cost model: \(place.isEmpty ? "" : "\(place): ")\(reason)"
    }
  }
}
