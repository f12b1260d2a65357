import Foundation
import MMUCore
import Profiling
import Testing

@Suite struct CostModelTests {
  /// The figures of the sources that the file names.
  @Test func theBuiltInModelHasWhatItsSourcesSay() throws {
    let model = try CostModel.load("x86")
    #expect(model[.exit] == 2000 && model[.l1] == 4 && model[.l2] == 12 && model[.l3] == 42)
    let sourced: Set<CostConstant> = [.exit, .l1, .l2, .l3]
    for constant in CostConstant.allCases {
      let value = try #require(model.constants[constant])
      #expect(value.isAssumption != sourced.contains(constant), "\(constant)")
      #expect(!value.origin.isEmpty)
    }
  }

  @Test func everyModelIsReadAsItIsWritten() throws {
    for model in CostModel.all {
      #expect(try JSONDecoder().decode(CostModel.self, from: JSONEncoder().encode(model)) == model)
    }
  }

  @Test(
    arguments: [
      ("\"mmubench.costs\"", "\"mmubench.cost\"", "schema"),
      ("\"exit-cost\":", "\"exit-cots\":", "did you mean 'exit-cost'?"),
      ("\"l1-latency\":{", "\"l1-latency\":{\"source\":\"x\",\"assumption\":\"y\",\"more\":1,", "no key 'more'"),
      ("\"cycles\":2000", "\"cycles\":-1", "constants.exit-cost.cycles: is negative"),
      ("\"cycles\":2000,", "", "'cycles' is missing"), ("\"l3\":20", "\"l3\":21", "100 percent"),
      ("\"cycles\":2000", "\"cycles\":\"2000\"", "another type"),
    ])
  func refusesAndSaysWhere(_ part: String, _ other: String, _ words: String) throws {
    let sound = try Self.sorted("x86")
    #expect(sound.contains(part), "\(sound)")
    let damaged = sound.replacingOccurrences(of: part, with: other)
    let error = #expect(throws: CostModelError.self) { try CostModel(json: Data(damaged.utf8), path: "mine.json") }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(words), "\(text)")
  }

  @Test func aConstantHasASourceOrIsAnAssumption() throws {
    let sound = try Self.sorted("x86")
    for key in ["\"assumption\":\"both\",", "\"source\":null,"] {
      let damaged = sound.replacingOccurrences(of: "\"exit-cost\":{", with: "\"exit-cost\":{" + key)
      // JSON's last key of a name counts, or its first: without the true source there is none.
      let bare =
        key.contains("null")
        ? damaged.replacingOccurrences(of: "\"source\":\"Landau", with: "\"cycles\":2000,\"x\":\"") : damaged
      #expect(throws: CostModelError.self) { try CostModel(json: Data(bare.utf8), path: "mine.json") }
    }
  }

  private static func sorted(_ name: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(CostModel.load(name)), as: UTF8.self)
  }
}
