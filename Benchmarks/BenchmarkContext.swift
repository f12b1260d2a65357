import CBenchmark
import Foundation
import Report

/// Where and how results were made, and what the user says about them, in one JSON object.
public struct BenchmarkContext: Codable, Equatable, Sendable {
  /// What we say. The first nine fields are Google Benchmark's.
  let facts: Facts
  /// What the user says (`--context key=value`).
  let additions: [String: String]

  /// The context of a run that is over.
  public init(
    preset: String, loadBefore: Double, stolenBefore: UInt64, wasInterrupted: Bool, additions: [String: String] = [:]
  ) {
    facts = Facts(
      preset: preset, loadBefore: loadBefore, stolenBefore: stolenBefore, wasInterrupted: wasInterrupted)
    self.additions = additions
  }

  /// The names that a user's additions may not have.
  public static var reservedNames: Set<String> { Set(Facts.CodingKeys.allCases.map(\.rawValue)) }

  private struct AddedKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads a context; what it does not know, and is text, was added.
  public init(from decoder: any Decoder) throws {
    facts = try Facts(from: decoder)
    let all = try decoder.container(keyedBy: AddedKey.self)
    additions = all.allKeys.reduce(into: [:]) { additions, key in
      guard !Self.reservedNames.contains(key.stringValue) else { return }
      additions[key.stringValue] = try? all.decode(String.self, forKey: key)
    }
  }

  /// Writes the additions beside the facts.
  public func encode(to encoder: any Encoder) throws {
    try facts.encode(to: encoder)
    var all = encoder.container(keyedBy: AddedKey.self)
    for (name, value) in additions { try all.encode(value, forKey: AddedKey(stringValue: name)) }
  }

  /// What we say.
  struct Facts: Codable, Equatable, Sendable {
    let date: String
    let host_name: String
    let executable: String
    let num_cpus: Int
    let mhz_per_cpu: Int
    let cpu_scaling_enabled: Bool
    let caches: [String]
    let load_avg: [Double]
    let library_build_type: String
    let schema: String
    let schema_version: Int
    let library_note: String
    let cpu_model: String
    let is_virtualized: Bool
    let operating_system: String
    let swift_version: String
    let code_hash: String
    let git_revision: String?
    let preset: String
    let load_before: Double
    let load_after: Double
    let stolen_ticks: UInt64
    let interrupted: Bool

    fileprivate enum CodingKeys: String, CodingKey, CaseIterable {
      case date, host_name, executable, num_cpus, mhz_per_cpu, cpu_scaling_enabled, caches, load_avg, library_build_type
      case schema, schema_version, library_note, cpu_model, is_virtualized, operating_system, swift_version, code_hash
      case git_revision, preset, load_before, load_after, stolen_ticks, interrupted
    }
  }
}

extension BenchmarkContext.Facts {
  fileprivate init(preset: String, loadBefore: Double, stolenBefore: UInt64, wasInterrupted: Bool) {
    let machine = benchmark_machine_info()
    let host = HostFacts()
    let build = BuildFacts()
    date = ISO8601DateFormatter().string(from: Date())
    host_name = machine.host_name.map { String(cString: $0) } ?? ""
    executable = CommandLine.arguments.first ?? "mmubench"
    num_cpus = Int(machine.cpu_count)
    mhz_per_cpu = Int(machine.mhz_per_cpu.rounded())
    cpu_scaling_enabled = machine.cpu_scaling_is_enabled
    caches = []
    load_avg = (0..<Int(machine.load_average_count)).map { machine.load_averages[$0] }
    library_build_type = machine.library_build_type.map { String(cString: $0) } ?? ""
    schema = BenchmarkFile.schema
    schema_version = BenchmarkFile.schemaVersion
    library_note =
      library_build_type == "debug" ? "Debian's package lacks NDEBUG and so calls itself debug; it is optimised" : ""
    cpu_model = host.processor
    is_virtualized = host.isVirtualized
    operating_system = host.operatingSystem
    swift_version = build.swiftVersion
    code_hash = build.codeHash
    git_revision = build.gitRevision
    self.preset = preset
    load_before = loadBefore
    load_after = HostFacts.load
    stolen_ticks = HostFacts.stolenTicks &- stolenBefore
    interrupted = wasInterrupted
  }
}
