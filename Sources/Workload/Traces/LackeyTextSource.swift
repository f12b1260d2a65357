import Glibc
import MMUCore

/// The accesses of a text that Valgrind's lackey wrote: a file, compressed by zstd or not, standard input, or a pipe.
///
/// One buffer of the text is in memory at a time.
public final class LackeyTextSource: AccessSource {
  /// A program is made of instructions.
  public let includesFetches = true
  /// A text does not say how long it is.
  public let expectedCount: UInt64? = nil

  /// The signal that ended the recorded program, if the text tells of one.
  public var terminatingSignal: Int32? { parser.terminatingSignal }

  /// How many lines were read.
  public var lineCount: UInt64 { parser.lineNumber - 1 }

  private let source: any ByteSource
  private let name: String
  private var parser: LackeyParser
  private let storage: UnsafeMutableRawBufferPointer
  /// The part of the storage that holds text not parsed yet.
  private var unread: Range<Int>
  private var isAtEnd = false
  private let mayBeCutOff: Bool

  /// How much text is read at once. Larger reads gain nothing and leave the processor's second-level cache.
  private static let bufferSize = 1 << 18

  /// Opens a file, or standard input where the path is `-`.
  ///
  /// - Parameter addressBits: see ``LackeyParser/init(addressBits:)``.
  public convenience init(path: String, addressBits: UInt8 = 57) throws(TraceFailure) {
    if path == "-" {
      let reader = DescriptorReader(STDIN_FILENO, name: "standard input", closesAtEnd: false)
      try self.init(detectingCompressionOf: reader, name: "standard input", addressBits: addressBits)
    } else {
      let descriptor = try DescriptorReader.open(path)
      let reader = DescriptorReader(descriptor, name: path, closesAtEnd: true)
      try self.init(detectingCompressionOf: reader, name: path, addressBits: addressBits)
    }
  }

  convenience init(
    detectingCompressionOf reader: any ByteSource, name: String, addressBits: UInt8
  ) throws(TraceFailure) {
    var magic: UInt32 = 0
    let (count, failure) = withUnsafeMutableBytes(of: &magic) { bytes in
      do throws(TraceFailure) { return (try reader.fill(bytes), TraceFailure?.none) } catch { return (0, error) }
    }
    if let failure { throw failure }
    try self.init(reader, magic: magic, magicLength: count, name: name, addressBits: addressBits)
  }

  private convenience init(
    _ reader: any ByteSource, magic: UInt32, magicLength: Int, name: String, addressBits: UInt8
  ) throws(TraceFailure) {
    let isCompressed = magicLength == 4 && UInt32(littleEndian: magic) == ZstdReader.magic
    let zstd = withUnsafeBytes(of: magic) { isCompressed ? ZstdReader(reader, prefix: $0, name: name) : nil }
    if isCompressed, zstd == nil { throw .badCompression(name: name, reason: "out of memory") }
    self.init(zstd ?? reader, name: name, addressBits: addressBits)
    guard !isCompressed else { return }
    withUnsafeBytes(of: magic) { storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<magicLength])) }
    unread = 0..<magicLength
  }

  /// - Parameter mayBeCutOff: whether the text may end within a line, as when its writer is killed.
  init(_ source: any ByteSource, name: String, addressBits: UInt8, mayBeCutOff: Bool = false) {
    self.source = source
    self.name = name
    self.mayBeCutOff = mayBeCutOff
    parser = LackeyParser(addressBits: addressBits)
    storage = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    unread = 0..<0
  }

  deinit { storage.deallocate() }

  /// The accesses of the next lines. After an interrupt the text counts as over.
  public func nextBatch(
    into batch: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceFailure) -> Int {
    var count = 0
    while count == 0 {
      let progress = try parseUnread(into: batch)
      count = progress.accessCount
      if count > 0 || isAtEnd { break }
      if progress.byteCount == 0 || unread.isEmpty { try readMore() }
    }
    return count
  }

  private func parseUnread(
    into batch: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceFailure) -> LackeyParser.Progress {
    do throws(LackeyDamage) {
      let text = UnsafeRawBufferPointer(rebasing: storage[unread])
      let progress = try parser.parse(text, into: batch)
      unread = (unread.lowerBound + progress.byteCount)..<unread.upperBound
      return progress
    } catch {
      throw .damaged(name: name, error)
    }
  }

  /// Moves what is left of the text to the front and reads more behind it.
  private func readMore() throws(TraceFailure) {
    let rest = UnsafeRawBufferPointer(rebasing: storage[unread])
    UnsafeMutableRawBufferPointer(rebasing: storage[..<rest.count]).copyMemory(from: rest)
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[rest.count...]))
    unread = 0..<(rest.count + count)
    guard count == 0 else { return }
    isAtEnd = true
    if !source.wasInterrupted && !mayBeCutOff { try finish() }
  }

  private func finish() throws(TraceFailure) {
    do throws(LackeyDamage) {
      try parser.finish(UnsafeRawBufferPointer(rebasing: storage[unread]))
    } catch {
      throw .damaged(name: name, error)
    }
  }
}
