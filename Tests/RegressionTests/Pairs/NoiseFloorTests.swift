import Foundation
import Regression
import Testing

/// How much the same code differs from itself, and the file that keeps it.
@Suite struct NoiseFloorTests {
  private let host = HostFingerprint(hostName: "ci/7", processor: "AMD EPYC (Milan)", processorCount: 2)
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("floors-\(UUID().uuidString)").path

  private func written(_ text: String, _ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/floors.json"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try body(path)
  }

  /// `1 - 2 * scipy.optimize.brentq(lambda p: 2 * scipy.stats.binom.sf((w + 1) // 2 - 1, w, p) - .05, 1e-6, .5)`
  @Test(arguments: [(7, 0.6318968647198341), (10, 0.625827943105203), (15, 0.46827730544540724)])
  func quantilesAreSciPys(window: Int, expected: Double) {
    #expect(abs(NoiseFloor.quantile(window: window) - expected) < 1e-9)
  }

  @Test func aFloorIsAQuantileOfChangesBothWays() throws {
    let ratios = (1...100).map { Double($0) / 1000 * ($0 % 2 == 0 ? 1 : -1) }
    // numpy.expm1(numpy.quantile(numpy.arange(1, 101) / 1000, 0.625827943105203))
    #expect(abs(try #require(NoiseFloor.floor(ratios, window: 10)) - 0.06500) < 1e-4)
    #expect(NoiseFloor.floor([0, 0, 0], window: 10) == 0)
    #expect(NoiseFloor.floor([], window: 10) == nil)
  }

  /// The median of ten ratios of the same code exceeds the floor in one of twenty comparisons at most.
  @Test func mediansOfTheSameCodeStayBelowIt() throws {
    var random = SplitMix64(state: 7)
    let ratios = (0..<2000).map { _ in Double.random(in: -0.1...0.1, using: &random) }
    let floor = log1p(try #require(NoiseFloor.floor(ratios, window: 10)))
    let above = (0..<4000).count { _ in
      abs(OrderStatistics.median((0..<10).map { _ in ratios.randomElement(using: &random) ?? 0 }) ?? 0) > floor
    }
    #expect(above < 4000 / 20 && above > 4000 / 100)
  }

  @Test func aCalibrationHasAFloorForWhatRanInEveryProcess() throws {
    var source = ScriptedSource { arm, name, pair in
      name == "absent" && pair == 5 ? nil : name == "noisy" ? (arm == .head ? 104 : 100) : 100
    }
    var seen: [Int] = []
    let floors = try NoiseCalibration(pairs: 12, window: 10)
      .run(["still", "absent", "noisy"], on: &source, date: "2026-11-24T09:00:00Z") { seen.append($0) }
    #expect(floors.map(\.benchmark) == ["still", "noisy"])
    #expect(floors[0].floor == 0 && floors[0].pairs == 12)
    // Of base, head and control, two of three ratios are 4 % or its inverse.
    #expect(abs(floors[1].floor - 0.04) < 1e-9)
    #expect(seen == Array(1...12) && source.runs.count == 36)
  }

  @Test func whatIsWrittenIsRead() throws {
    var floors = NoiseFloors(host: host, floors: [NoiseFloor(benchmark: "b", floor: 0.1, pairs: 9, date: "then")])
    floors.merge([
      NoiseFloor(benchmark: "b", floor: 0.02, pairs: 20, date: "now"),
      NoiseFloor(benchmark: "a", floor: 0.03, pairs: 20, date: "now"),
    ])
    #expect(floors.byBenchmark == ["a": 0.03, "b": 0.02])
    try written(floors.json()) { path in
      let read = try NoiseFloors(path: path)
      #expect(read == floors)
    }
  }

  @Test(
    arguments: [
      ("", RunFailure.Kind.badData, "no file of floors"),
      ("{\"schema\":\"mmubench.bench\",\"schema_version\":1}", .badData, "no file"),
      ("{\"schema\":\"mmubench.floors\",\"schema_version\":2}", .otherSchema, "2 is unknown"),
      ("{\"schema\":\"mmubench.floors\",\"schema_version\":1}", .badData, "damaged"),
      (
        "{\"schema\":\"mmubench.floors\",\"schema_version\":1,\"host\":{\"hostName\":\"\",\"processor\":\"\",\"processorCount\":1},"
          + "\"floors\":[{\"benchmark\":\"a\",\"floor\":-1,\"pairs\":1,\"date\":\"\"}]}", .badData, "floors[0].floor"
      ),
    ])
  func damageIsNamed(text: String, kind: RunFailure.Kind, words: String) throws {
    try written(text) { path in
      let failure = #expect(throws: RunFailure.self) { try NoiseFloors(path: path) }
      #expect(failure?.kind == kind)
      #expect(failure?.description.contains(words) == true && failure?.description.contains(path) == true)
    }
  }

  @Test func noFileIsNoInput() {
    #expect(throws: RunFailure.self) { try NoiseFloors(path: "/nowhere/floors.json") }
  }

  @Test func eachHostHasAPlace() {
    let name = "mmubench/floors/ci_7-AMD_EPYC__Milan_-2.json"
    #expect(NoiseFloors.path(of: host, environment: ["HOME": "/h"]) == "/h/.local/state/" + name)
    #expect(NoiseFloors.path(of: host, environment: ["HOME": "/h", "XDG_STATE_HOME": "/s"]) == "/s/" + name)
    // The specification ignores paths that are not absolute.
    #expect(
      NoiseFloors.path(of: host, environment: ["HOME": "/h", "XDG_STATE_HOME": "s"]) == "/h/.local/state/" + name)
  }
}
