import MMUCore

/// The accesses of a text that Valgrind's lackey wrote: a file, compressed or not, standard input, or a pipe.
public final class LackeyTextSource: AccessSource {
  /// A program is made of instructions.
  public let includesFetches = true
  /// A text does not say how long it is.
  public let expectedCount: UInt64? = nil

  /// The signal that ended the recorded program, if the text tells of one.
  public var terminatingSignal: Int32? { text.parser.terminatingSignal }

  /// How many lines were read.
  public var lineCount: UInt64 { text.parser.lineNumber - 1 }

  private let text: ParsedTraceSource<LackeyParser>

  /// Opens a file, or standard input where the path is `-`.
  ///
  /// - Parameter addressBits: see ``LackeyParser/init(addressBits:)``.
  public convenience init(path: String, addressBits: UInt8 = 57) throws(TraceFailure) {
    let (reader, name) = try DescriptorReader.opened(path)
    try self.init(detectingCompressionOf: reader, name: name, addressBits: addressBits)
  }

  convenience init(
    detectingCompressionOf reader: any ByteSource, name: String, addressBits: UInt8
  ) throws(TraceFailure) {
    self.init(try Compression.removed(from: reader, name: name), name: name, addressBits: addressBits)
  }

  /// - Parameter mayBeCutOff: whether the text may end within a line, as when its writer is killed.
  init(_ source: any ByteSource, name: String, addressBits: UInt8, mayBeCutOff: Bool = false) {
    text = ParsedTraceSource(
      source, LackeyParser(addressBits: addressBits), name: name, mayBeCutOff: mayBeCutOff)
  }

  /// The accesses of the next lines. After an interrupt the text counts as over.
  public func nextBatch(
    into batch: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceFailure) -> Int {
    try text.nextBatch(into: batch)
  }
}
