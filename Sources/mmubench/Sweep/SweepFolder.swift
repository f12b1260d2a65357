import Foundation
import Profiling
import Report

/// The folder in which a sweep keeps its plan and a file for every cell that it has finished.
struct SweepFolder {
  /// As the user wrote it.
  let path: String

  /// What the folder has of a cell.
  enum Entry {
    case absent
    case unusable(reason: String)
    case found(SweepResult)
  }

  private var planPath: String { path + "/plan.json" }
  private var cellsPath: String { path + "/cells" }

  init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

  /// The plan that the folder was made for.
  func plan() throws -> SweepPlan { try SweepFile.read(SweepPlan.self, at: planPath, named: "sweep's plan") }

  /// Makes the folder ready for a plan's results; a note if it had those of another.
  func prepare(for plan: SweepPlan) throws -> String? {
    try Output.makeFolder(at: cellsPath)
    let isOld = try SweepFile.data(at: planPath) != nil
    if isOld, try self.plan() == plan { return nil }
    do { try Output.replaceFile(at: planPath, with: try JSONText.encode(plan)) } catch {
      // Another shard, on another machine but with our process number, may have put it there under our hands.
      guard (try? self.plan()) == plan else { throw error }
    }
    return isOld ? "\(path) was of another plan: results of cells that both have are kept, others are left alone" : nil
  }

  /// What is there of a cell.
  func entry(of cell: SweepCell) -> Entry {
    do {
      guard let data = try SweepFile.data(at: place(of: cell)) else { return .absent }
      let result = try JSONDecoder().decode(SweepResult.self, from: data)
      return result.unfitness(for: cell).map { .unusable(reason: $0) } ?? .found(result)
    } catch let failure as CommandFailure {
      return .unusable(reason: failure.message)
    } catch {
      return .unusable(reason: SweepFile.text(error))
    }
  }

  /// Keeps a cell's result, whole or not at all.
  func keep(_ result: SweepResult) throws {
    try Output.replaceFile(at: place(of: result.cell), with: try JSONText.encode(result))
  }

  /// Where a cell's result lies.
  func place(of cell: SweepCell) -> String { cellsPath + "/" + cell.fileName }
}
