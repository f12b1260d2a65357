import Foundation
import Report

/// The floors of a host, and the file that keeps them.
public struct NoiseFloors: Equatable, Sendable, Codable {
  /// The file's schema.
  public static let schema = "mmubench.floors"
  /// The schema's version. Others are refused.
  public static let schemaVersion = 1

  private var schema = Self.schema
  private var schema_version = Self.schemaVersion
  /// The host that they hold on.
  public let host: HostFingerprint
  /// The floors, by the benchmarks' names.
  public private(set) var floors: [NoiseFloor]

  /// The floors of a host.
  public init(host: HostFingerprint, floors: [NoiseFloor] = []) {
    self.host = host
    self.floors = floors
  }

  /// The floors in a file.
  public init(path: String) throws(RunFailure) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFailure(
        .noInput, path, "there are no floors, or they cannot be read; 'mmubench compare --aa' makes them")
    }
    guard let header = try? JSONDecoder().decode(Header.self, from: data), header.schema == Self.schema else {
      throw RunFailure(.badData, path, "this is no file of floors; 'mmubench compare --aa' makes one")
    }
    guard header.schema_version == Self.schemaVersion else {
      throw RunFailure(
        .otherSchema, path, at: "schema_version", "\(header.schema_version) is unknown, \(Self.schemaVersion) is known")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw RunFailure(.badData, path, "floors are damaged; remove the file and run 'mmubench compare --aa' again")
    }
    if let index = floors.firstIndex(where: { !($0.floor >= 0 && $0.floor.isFinite) }) {
      throw RunFailure(.badData, path, at: "floors[\(index)].floor", "\(floors[index].floor) is no fraction from 0 up")
    }
  }

  /// The floor of each benchmark, as a fraction.
  public var byBenchmark: [String: Double] { Dictionary(floors.map { ($0.benchmark, $0.floor) }) { max($0, $1) } }

  /// Takes floors in, in place of older ones of the same benchmarks.
  public mutating func merge(_ newer: [NoiseFloor]) {
    let names = Set(newer.map(\.benchmark))
    floors = (floors.filter { !names.contains($0.benchmark) } + newer).sorted { $0.benchmark < $1.benchmark }
  }

  /// The file as text.
  public func json() throws -> String { try JSONText.encode(self) }

  /// Where the floors of a host are kept: in the folder for state of the XDG Base Directory Specification.
  public static func path(of host: HostFingerprint, environment: [String: String]) -> String {
    let home = environment["HOME"] ?? "."
    let chosen = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let name = "\(host.hostName)-\(host.processor)-\(host.processorCount)"
    let plain = name.unicodeScalars.map { isPlain($0) ? String($0) : "_" }.joined()
    return "\(chosen ?? home + "/.local/state")/mmubench/floors/\(plain).json"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-.".unicodeScalars.contains(scalar))
  }

  private struct Header: Decodable {
    let schema: String
    let schema_version: Int
  }
}
