import Foundation
import Regression
import Report

/// Where this host's noise is kept, and what is there.
struct FloorFile {
  /// The file.
  let path: String
  /// This machine.
  let host: HostFingerprint
  /// What the file holds; `nil` if there is none, or if it is of another host.
  let known: NoiseFloors?

  private let strangerName: String?

  /// Reads the file, if there is one.
  ///
  /// - Parameter chosen: the file that the user names, if any.
  init(_ chosen: String?) throws {
    host = Self.thisHost
    path = chosen ?? NoiseFloors.path(of: host, environment: ProcessInfo.processInfo.environment)
    var floors: NoiseFloors?
    do throws(RunFailure) {
      if access(path, F_OK) == 0 { floors = try NoiseFloors(path: path) }
    } catch {
      throw CommandFailure(
        error.kind == .noInput ? .noInput : error.kind == .otherSchema ? .notComparable : .badData, "\(error)")
    }
    known = floors?.host == host ? floors : nil
    strangerName = floors.flatMap { $0.host == Self.thisHost ? nil : $0.host.hostName }
  }

  private static var thisHost: HostFingerprint {
    let facts = HostFacts()
    return HostFingerprint(
      hostName: ProcessInfo.processInfo.hostName, processor: facts.processor, processorCount: facts.processorCount)
  }

  /// What a comparison says about the floors of its benchmarks.
  func remarks(_ names: [String]) -> [String] {
    if let strangerName { return ["\(path) holds the noise of another host, \(strangerName), and was not used"] }
    let wanted = Set(names)
    guard let known else { return [] }
    let used = known.floors.filter { wanted.contains($0.benchmark) }
    guard let dates = used.map(\.date).min(), let largest = used.max(by: { $0.floor < $1.floor }) else { return [] }
    let percent = NumberText.fixed(largest.floor * 100, decimals: 1)
    return [
      "the noise of \(used.count) of \(names.count) benchmarks was measured on this host (\(dates)): up to \(percent) %, by "
        + largest.benchmark
    ]
  }

  /// Keeps floors beside those that are known of other benchmarks.
  func keep(_ floors: [NoiseFloor]) throws {
    var all = known ?? NoiseFloors(host: host)
    all.merge(floors)
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw CommandFailure(.inputOutput, "cannot make the folder \(folder): \(error.localizedDescription)")
      }
    }
    try Output.replaceFile(at: path, with: all.json())
  }
}
