import Foundation
import Profiling
import Regression

/// What result files hold, by its kind.
struct ReportInputs {
  /// A comparison and the file that has it.
  private(set) var comparisons: [Comparison] = []
  /// Runs of benchmarks.
  private(set) var runs: [MeasuredRun] = []
  /// Profiles: each is of one source.
  private(set) var profiles: [TLBProfile] = []
  /// Cells of sweeps, in the order of the files.
  private(set) var cells: [ReportCell] = []
  /// How many files there were.
  private(set) var fileCount = 0

  /// Reads files, and the `.json` files of folders. One that is damaged, or that is no result, ends it.
  init(_ paths: [String]) throws {
    for path in paths {
      for file in try Self.files(path) { try add(file) }
    }
  }

  /// A path's files: itself, or what is in the folder.
  private static func files(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return [path]
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw CommandFailure(.noInput, "the folder '\(path)' cannot be read")
    }
    let files = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
    guard !files.isEmpty else {
      throw CommandFailure(.noInput, "the folder '\(path)' has no .json file; name the result files themselves")
    }
    return files.map { (path as NSString).appendingPathComponent($0) }
  }

  private struct Head: Decodable {
    let schema: String?
  }

  private mutating func add(_ path: String) throws {
    fileCount += 1
    switch (try? SweepFile.read(Head.self, at: path, named: "result file"))?.schema {
    case TLBProfile.Schema.profile.rawValue:
      profiles.append(try SweepFile.read(TLBProfile.self, at: path, named: "profile"))
    case ProfileList.Schema.profiles.rawValue:
      profiles += try SweepFile.read(ProfileList.self, at: path, named: "list of profiles").profiles
    case SweepMerge.Schema.sweep.rawValue:
      cells += try SweepFile.read(SweepMerge.self, at: path, named: "merged sweep").cells.map {
        ReportCell(cell: $0.cell, profile: $0.profile)
      }
    case SweepResult.Schema.cell.rawValue:
      let cell = try SweepFile.read(SweepResult.self, at: path, named: "sweep's result")
      if let profile = cell.profile { cells.append(ReportCell(cell: cell.cell, profile: profile)) }
    case ComparisonDocument.Schema.comparison.rawValue:
      comparisons.append(
        try SweepFile.read(ComparisonDocument.self, at: path, named: "comparison").comparison)
    case let other?: throw Self.foreign(path, other)
    default: try addRun(path)
    }
  }

  private static func foreign(_ path: String, _ schema: String) -> CommandFailure {
    let known = [
      TLBProfile.Schema.profile.rawValue, ProfileList.Schema.profiles.rawValue, SweepMerge.Schema.sweep.rawValue,
      SweepResult.Schema.cell.rawValue, ComparisonDocument.Schema.comparison.rawValue,
    ]
    return CommandFailure(
      .badData,
      "\(path): the schema '\(schema.prefix(60))' is none that a report has a place for; mmubench.bench, "
        + "\(known.joined(separator: ", ")) and Google Benchmark's files are")
  }

  /// Benchmarks, or the reason why there are none. A file of another schema is no less damaged than others here.
  private mutating func addRun(_ path: String) throws {
    do throws(RunFailure) { runs.append(try RunReader.read(path)) } catch {
      throw error.kind == .otherSchema ? CommandFailure(.badData, "\(error)") : CommandFailure(error)
    }
  }
}
