import Foundation
import MMUCore
import Testing
import Workload

/// Reads traces that a test has in memory.
enum TraceText {
  /// The words of a trace, taken in batches of a size.
  static func words(
    _ bytes: [UInt8], _ format: ForeignTraceFormat? = nil, name: String = "a test", addressBits: UInt8 = 57,
    batchSize: Int = 1000
  ) throws -> [MemoryAccess] {
    try bytes.withUnsafeBytes {
      try TraceCatalog.open(bytes: $0, name: name, format: format, addressBits: addressBits).collect(
        batchSize: batchSize)
    }
  }

  static func words(_ text: String, _ format: ForeignTraceFormat? = nil) throws -> [MemoryAccess] {
    try words(Array(text.utf8), format)
  }

  /// The damage that a trace is refused for.
  static func damage(
    _ bytes: [UInt8], _ format: ForeignTraceFormat, addressBits: UInt8 = 57,
    _ location: SourceLocation = #_sourceLocation
  ) -> TraceDamage? {
    let failure = #expect(throws: TraceFailure.self, sourceLocation: location) {
      try words(bytes, format, addressBits: addressBits)
    }
    guard case .malformed(name: "a test", let damage)? = failure else {
      Issue.record("not refused as malformed: \(String(describing: failure))", sourceLocation: location)
      return nil
    }
    return damage
  }

  static func damage(
    _ text: String, _ format: ForeignTraceFormat, addressBits: UInt8 = 57, _ location: SourceLocation = #_sourceLocation
  ) -> TraceDamage? {
    damage(Array(text.utf8), format, addressBits: addressBits, location)
  }
}

/// The bytes of the files in Samples.
enum TraceSample {
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Samples")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }
}
