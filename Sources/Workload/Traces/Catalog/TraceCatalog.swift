import MMUCore

/// Opens traces of any format, `.mmut` among them, compressed by zstd, gzip or xz, or not.
public enum TraceCatalog {
  /// Opens a file, or standard input where the path is `-`.
  ///
  /// - Parameters:
  ///   - format: the trace's format; by default that which its first bytes and its name tell.
  ///   - addressBits: how many bits of an address are used; the others must repeat the highest of them. 14 to 57.
  public static func open(
    _ path: String, format: ForeignTraceFormat? = nil, addressBits: UInt8 = 57
  ) throws(TraceFailure) -> any AccessSource {
    let mustStop = MMUTStopFlag()
    let (reader, name) = try DescriptorReader.opened(path) { mustStop.isSet }
    return try open(reader, name: name, format: format, addressBits: addressBits, end: reader, mustStop: mustStop)
  }

  /// Opens a trace in memory, which stays where it is as long as the source is used.
  ///
  /// - Parameter name: what messages call it; its ending may tell the format.
  public static func open(
    bytes: UnsafeRawBufferPointer, name: String, format: ForeignTraceFormat? = nil, addressBits: UInt8 = 57
  ) throws(TraceFailure) -> any AccessSource {
    try open(MemoryReader(bytes), name: name, format: format, addressBits: addressBits)
  }

  /// Opens a trace whose bytes, compressed or not, come from a source.
  package static func open(
    _ compressed: any ByteSource, name: String, format: ForeignTraceFormat?, addressBits: UInt8
  ) throws(TraceFailure) -> any AccessSource {
    try open(compressed, name: name, format: format, addressBits: addressBits, end: nil, mustStop: nil)
  }

  private static func open(
    _ compressed: any ByteSource, name: String, format: ForeignTraceFormat?, addressBits: UInt8,
    end: DescriptorReader?, mustStop: MMUTStopFlag?
  ) throws(TraceFailure) -> any AccessSource {
    let reader = PeekingReader(try Compression.removed(from: compressed, name: name))
    let beginning = try reader.peek(TraceFormatDetector.beginningSize)
    if format == nil, beginning.starts(with: MMUTSource.signature) {
      return try MMUTSource(reader, end: end, name: name, salvages: false, mustStop: mustStop)
    }
    if beginning.isEmpty && !reader.wasInterrupted { throw .empty(name: name) }
    let detected = format ?? TraceFormatDetector.format(of: beginning, name: name, addressBits: addressBits)
    guard let detected else { throw .unknownFormat(name: name) }
    return source(reader, name: name, detected, addressBits)
  }

  private static func source(
    _ reader: any ByteSource, name: String, _ format: ForeignTraceFormat, _ bits: UInt8
  ) -> any AccessSource {
    func text(_ lines: some TraceLines) -> any AccessSource {
      ParsedTraceSource(reader, TextTraceParser(lines), name: name)
    }
    func records(_ records: some TraceRecords) -> any AccessSource {
      ParsedTraceSource(reader, RecordTraceParser(records), name: name)
    }
    switch format {
    case .lackey: return LackeyTextSource(reader, name: name, addressBits: bits)
    case .champsim: return records(ChampSimRecords(addressBits: bits))
    case .pinatrace: return text(PinatraceLines(addressBits: bits))
    case .perfScript: return text(PerfScriptLines(addressBits: bits))
    case .drmemtrace: return text(DrMemtraceLines(addressBits: bits))
    case .oracleGeneral: return records(OracleGeneralRecords(addressBits: bits))
    case .csv: return text(CSVLines(addressBits: bits))
    }
  }
}
