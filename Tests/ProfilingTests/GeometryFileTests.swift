import Foundation
import Profiling
import Testing
import Workload

@Suite struct GeometryFileTests {
  private static let good = """
    {"schema": "mmubench.tlb", "version": 1, "name": "mine", "arrays": [
      {"level": 1, "side": "all", "entries": 48, "ways": 6, "policy": "fifo", "index": "xor"},
      {"level": 2, "side": "all", "pages": ["4K"], "entries": 64}
    ], "level2": "inclusive", "asids": false, "prefetch": {"kind": "next"}}
    """

  /// Loads a text as a user's file.
  private static func load(_ bytes: Data) throws -> TLBDescription {
    let path = NSTemporaryDirectory() + "geometry-\(UUID().uuidString).json"
    try bytes.write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    return try TLBDescription.load(path)
  }

  @Test func readsAUsersFile() throws {
    let description = try Self.load(Data(Self.good.utf8))
    #expect(description.name == "mine" && description.level2 == .inclusive && description.level3 == .neither)
    #expect(!description.hasASIDs && description.hasVPIDs && description.prefetch?.buffer == 16)
    #expect(description.arrays.map(\.ways) == [6, 64] && description.arrays.map(\.foldsIndex) == [true, false])
    #expect(description.pageSizes == TLBArrayDescription.allPages)
    let again = try Self.load(JSONEncoder().encode(description))
    #expect(again == description)
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", "version 2; this program reads 'mmubench.tlb', version 1"),
    ("mmubench.tlb", "mmubench.profile", "schema 'mmubench.profile'"),
    ("\"asids\"", "\"asid\"", "there is no key 'asid'; did you mean 'asids'?"),
    ("\"ways\"", "\"wais\"", "arrays[0]: there is no key 'wais'; did you mean 'ways'?"),
    ("\"level\": 1", "\"level\": 4", "level 4; levels are 1 to 3"),
    ("\"level\": 1", "\"level\": \"1\"", "arrays[0].level: is of another type"),
    ("\"entries\": 48, ", "", "arrays[0]: 'entries' is missing"),
    ("\"entries\": 48", "\"entries\": 49", "take 48 or 54 entries"),
    ("\"side\": \"all\", \"entries\"", "\"side\": \"both\", \"entries\"", "none of fetch, data, all"),
    ("fifo", "fofo", "did you mean 'fifo'?"), ("[\"4K\"]", "[\"8K\"]", "pages of [8K]"),
    ("\"inclusive\"", "\"yes\"", "level2: is 'yes', which is none of inclusive"), ("}}", "}", "it is not JSON"),
    ("\"next\"", "\"last\"", "prefetch.kind: is 'last'"), ("{", "\u{0}", "it is not JSON"),
  ])
  func saysWhereAFileIsWrong(_ ours: String, _ theirs: String, _ words: String) throws {
    let text = Self.good.replacingOccurrences(of: ours, with: theirs)
    #expect(text != Self.good)
    let error = #expect(throws: TLBConfigurationError.self) { try Self.load(Data(text.utf8)) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func refusesWhatIsNoFileOfText() {
    for (path, words) in [("/nowhere.json", "No such file"), ("/", "no TLB preset '/'")] {
      let error = #expect(throws: TLBConfigurationError.self) { try TLBDescription.load(path) }
      #expect(error?.description.contains(words) == true)
    }
    for bytes in [Data([0xFF, 0xFE]), Data(repeating: 0x20, count: 1 << 21), Data()] {
      #expect(throws: TLBConfigurationError.self) { try Self.load(bytes) }
    }
  }

  /// A description that is nearly right ends in a description or an error.
  @Test func mutatedFilesAreReadOrRefused() throws {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    let good = Array(Self.good.utf8)
    var readable = 0
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0...(random.next() % 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        default: bytes.insert(good[Int(random.next() % UInt64(good.count))], at: place)
        }
      }
      if (try? GeometryFileTests.decode(bytes)) != nil { readable += 1 }
    }
    #expect(readable > 0 && readable < 20_000, "seed \(seed)")
  }

  private static func decode(_ bytes: [UInt8]) throws {
    let description = try TLBDescription(json: Data(bytes), path: "mutated")
    for name in description.pageSizes { _ = description.array(level: 1, .data, pageSize: name) }
  }
}
