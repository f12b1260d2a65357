/// What a `.mmut` file says beside accesses.
struct MMUTAnnotations: Equatable, Sendable {
  private(set) var marks: [TraceMark] = []
  private(set) var ending: TraceEnding?
  private var ranges: [TraceMapping] = []
  private var symbols: [String: [TraceSymbol]] = [:]
  private var symbolCount = 0
  private var byteCount = 0

  /// The mappings and symbols.
  var mappings: TraceMappings {
    TraceMappings(ordered: ranges, objects: symbols.map { TraceObject(path: $0, symbols: $1) })
  }

  /// The most bytes of text that all sections may have together, so that no file takes memory without end.
  static let maximumByteCount = 1 << 24

  mutating func addMappings(_ content: UnsafeRawBufferPointer) throws(MMUTFault) {
    for line in MMUTFields.lines(try text(content)) {
      guard let mapping = TraceMapping(line: line) else { throw MMUTFault("a line of it is no mapping") }
      guard ranges.count < TraceMappings.maximumMappings, mapping.start >= ranges.last?.end ?? 0 else {
        throw MMUTFault("its mappings are too many or out of order")
      }
      ranges.append(mapping)
    }
  }

  mutating func addSymbols(_ content: UnsafeRawBufferPointer) throws(MMUTFault) {
    let lines = MMUTFields.lines(try text(content))
    let words = lines.first.map { MMUTFields.split($0, at: " ", atMost: 2) } ?? []
    guard words.count == 2, words[0] == "object" else { throw MMUTFault("it does not name its object") }
    let path = MMUTFields.unescaped(words[1])
    for line in lines.dropFirst() {
      guard let symbol = TraceSymbol(line: line) else { throw MMUTFault("a line of it is no symbol") }
      guard symbolCount < TraceMappings.maximumSymbols else { throw MMUTFault("its symbols are too many") }
      symbols[path, default: []].append(symbol)
      symbolCount += 1
    }
  }

  mutating func addNotes(_ content: UnsafeRawBufferPointer) throws(MMUTFault) {
    let fields = try MMUTFields(try text(content))
    for line in fields.all("mark") {
      guard let mark = TraceMark(line) else { throw MMUTFault("a mark of it has no place") }
      marks.append(mark)
    }
    ending = TraceEnding(fields) ?? ending
  }

  private mutating func text(_ content: UnsafeRawBufferPointer) throws(MMUTFault) -> String {
    byteCount += content.count
    guard byteCount <= Self.maximumByteCount else { throw MMUTFault("the file says too much beside accesses") }
    return try MMUTFields.text(content)
  }
}
