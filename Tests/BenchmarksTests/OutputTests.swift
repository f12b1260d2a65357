import Foundation
import Report
import Testing

@Suite struct OutputTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mmubench-output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  @Test func aFileIsReplacedWholeAndNothingElseIsLeft() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "result.json").path
    try Output.replaceFile(at: path, with: "old")
    try Output.replaceFile(at: path, with: "new")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["result.json"])
  }

  @Test func aFolderThatIsNotThereIsSaidBeforehand() {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "absent/result.json").path
    #expect(throws: OutputFailure.self) { try Output.checkWritable(path) }
    #expect(throws: OutputFailure.self) { try Output.replaceFile(at: path, with: "x") }
  }

  @Test func aFullDeviceIsAnError() {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: OutputFailure.self) { try Output.replaceFile(at: "/dev/full", with: "x") }
  }
}
