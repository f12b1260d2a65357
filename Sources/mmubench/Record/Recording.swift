import CHost
import MMUCore
import Report
import Workload

/// Accesses on their way into a trace.
final class Recording {
  /// Where they come from.
  let accesses: any AccessSource
  /// Whether as many are in the trace as were asked for.
  private(set) var isAtLimit = false

  private let writer: MMUTWriter
  private let options: RecordOptions

  /// How many are moved at a time.
  private static let batchSize = 1 << 14

  init(_ accesses: any AccessSource, to writer: MMUTWriter, _ options: RecordOptions) {
    self.accesses = accesses
    self.writer = writer
    self.options = options
  }

  /// How many accesses and events are in the trace.
  private(set) var count: UInt64 = 0

  /// Moves accesses until there are no more, there are enough, or the user interrupts.
  func run(isQuiet: Bool) throws {
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: Self.batchSize)
    defer { batch.deallocate() }
    var progress = ProfileProgress(expectedCount: options.accesses?.value ?? accesses.expectedCount, isQuiet: isQuiet)
    defer { progress.finish() }
    while !host_was_interrupted(), !isAtLimit {
      let read = try accesses.nextBatch(into: batch)
      if read == 0 { break }
      let kept = options.dataOnly ? Self.withoutFetches(batch, read) : read
      let room = (options.accesses?.value).map { $0 - count } ?? .max
      let taken = Int(min(UInt64(kept), room))
      try writer.append(UnsafeBufferPointer(rebasing: batch[..<taken]))
      count += UInt64(taken)
      isAtLimit = taken == room
      progress.update(count)
    }
  }

  /// Moves what is no fetch to a batch's beginning; answers how much that is.
  private static func withoutFetches(_ batch: UnsafeMutableBufferPointer<MemoryAccess>, _ count: Int) -> Int {
    var kept = 0
    for index in 0..<count {
      batch[kept] = batch[index]
      if batch[index].isEvent || batch[index].kind != .fetch { kept += 1 }
    }
    return kept
  }

  /// Writes the end of the trace.
  func finish(_ ending: TraceEnding) throws {
    if let recorder = accesses as? LackeyRecorder { writer.setMappings(recorder.mappings) }
    if let source = accesses as? MMUTSource {
      writer.setMappings(source.mappings)
      // Without what is missing, they would name other places.
      if source.salvage.lostCount == 0, !options.dataOnly { writer.addMarks(source.marks) }
    }
    try writer.finish(ending)
  }

  /// What was written, in a phrase; after ``finish(_:)``.
  func summary(_ name: String) -> String {
    let counts = writer.counts
    let perAccess = counts.total == 0 ? 0 : Double(writer.byteCount) / Double(counts.total)
    let kinds = [
      (counts.fetches, "fetches"), (counts.loads, "loads"), (counts.stores, "stores"), (counts.events, "events"),
    ]
    .filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }
    let detail = kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))"
    return "\(name): \(NumberText.grouped(counts.total - counts.events)) accesses\(detail), "
      + "\(NumberText.grouped(writer.byteCount)) bytes, \(NumberText.fixed(perAccess, decimals: 3)) bytes per access"
  }
}
