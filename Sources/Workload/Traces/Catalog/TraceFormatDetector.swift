import MMUCore

/// Tells a trace's format by reading its beginning in each.
enum TraceFormatDetector {
  /// How many bytes are looked at, after decompression.
  static var beginningSize: Int { 1 << 14 }

  /// How far a format's parser came.
  private struct Attempt {
    let format: ForeignTraceFormat
    var byteCount = 0
    var accessCount = 0
    var isDamaged = false
  }

  /// The format that accounts for most of the beginning, accesses being among it; where none does or several do equally, the
  /// one of these that the name tells of, or else the first.
  static func format(
    of beginning: UnsafeRawBufferPointer, name: String, addressBits: UInt8
  ) -> ForeignTraceFormat? {
    let attempts = ForeignTraceFormat.allCases.map { attempt($0, beginning, addressBits) }
    let named = ForeignTraceFormat(fileName: name)
    let furthest = attempts.filter { $0.accessCount > 0 }.map(\.byteCount).max()
    if let furthest {
      let best = attempts.filter { $0.accessCount > 0 && $0.byteCount == furthest }.map(\.format)
      return named.flatMap { best.contains($0) ? $0 : nil } ?? best.first
    }
    // No access at all: a header alone, or damage in the first line.
    let possible = attempts.filter { !$0.isDamaged }.map(\.format)
    return named ?? (possible.count == 1 ? possible[0] : nil)
  }

  private static func attempt(
    _ format: ForeignTraceFormat, _ beginning: UnsafeRawBufferPointer, _ bits: UInt8
  ) -> Attempt {
    switch format {
    case .lackey: attempt(format, beginning, LackeyParser(addressBits: bits))
    case .champsim: attempt(format, beginning, RecordTraceParser(ChampSimRecords(addressBits: bits)))
    case .pinatrace: attempt(format, beginning, TextTraceParser(PinatraceLines(addressBits: bits)))
    case .perfScript: attempt(format, beginning, TextTraceParser(PerfScriptLines(addressBits: bits)))
    case .drmemtrace: attempt(format, beginning, TextTraceParser(DrMemtraceLines(addressBits: bits)))
    case .oracleGeneral: attempt(format, beginning, RecordTraceParser(OracleGeneralRecords(addressBits: bits)))
    case .csv: attempt(format, beginning, TextTraceParser(CSVLines(addressBits: bits)))
    }
  }

  /// Reads with little room at a time, so that what was read before damage counts.
  private static func attempt(
    _ format: ForeignTraceFormat, _ beginning: UnsafeRawBufferPointer, _ parser: some TraceParser
  ) -> Attempt {
    var parser = parser
    var attempt = Attempt(format: format)
    withUnsafeTemporaryAllocation(of: MemoryAccess.self, capacity: type(of: parser).mostWords) { room in
      do throws(TraceDamage) {
        var progress = TraceProgress()
        repeat {
          progress = try parser.parse(UnsafeRawBufferPointer(rebasing: beginning[attempt.byteCount...]), into: room)
          attempt.byteCount += progress.byteCount
          attempt.accessCount += progress.accessCount
        } while progress.byteCount > 0
        guard beginning.count < beginningSize else { return }
        // The trace is no longer, so that its end counts too.
        let rest = UnsafeRawBufferPointer(rebasing: beginning[attempt.byteCount...])
        attempt.accessCount += try parser.finish(rest, into: room)
        attempt.byteCount = beginning.count
      } catch {
        attempt.isDamaged = true
      }
    }
    return attempt
  }
}
