/// The formats of other tools' traces.
public enum ForeignTraceFormat: String, CaseIterable, Sendable {
  case lackey
  case champsim
  case pinatrace
  case perfScript = "perf-script"
  case drmemtrace
  case oracleGeneral = "oracle-general"
  case csv

  /// What the format is, in a phrase.
  public var summary: String {
    switch self {
    case .lackey: "text of valgrind --tool=lackey --trace-mem=yes"
    case .champsim: "ChampSim's instructions, 64 bytes each"
    case .pinatrace: "text of Pin's example tool pinatrace, with or without sizes"
    case .perfScript: "text of perf script after perf mem record"
    case .drmemtrace: "text of DynamoRIO's drmemtrace view tool"
    case .oracleGeneral: "libCacheSim's oracleGeneral requests, 24 bytes each"
    case .csv: "address,kind[,size[,asid]], or libCacheSim's CSV with a column obj_id"
    }
  }

  /// How names of files in the format end, without what tells of compression.
  var fileNameEndings: [String] {
    switch self {
    case .lackey: [".lackey"]
    case .champsim: [".champsimtrace", ".champsim"]
    case .pinatrace: ["pinatrace.out", ".pinatrace"]
    case .perfScript: [".perf"]
    case .drmemtrace: [".drmemtrace"]
    case .oracleGeneral: [".oraclegeneral", ".oraclegeneral.bin"]
    case .csv: [".csv"]
    }
  }

  /// The format that a file's name tells of, or `nil`.
  public init?(fileName: String) {
    var name = fileName.lowercased()
    for ending in [".zst", ".gz", ".xz"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    guard let format = Self.allCases.first(where: { $0.fileNameEndings.contains { name.hasSuffix($0) } }) else {
      return nil
    }
    self = format
  }
}
