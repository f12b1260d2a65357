/// The bytes of another source, whose beginning can be looked at before it is read.
final class PeekingReader: ByteSource {
  private let source: any ByteSource
  private var storage: UnsafeMutableRawBufferPointer?
  private var peeked = UnsafeRawBufferPointer(start: nil, count: 0)

  var wasInterrupted: Bool { source.wasInterrupted }

  init(_ source: any ByteSource) { self.source = source }

  deinit { storage?.deallocate() }

  /// The first bytes, before anything else was read: `count` of them, or all if there are fewer.
  ///
  /// - Returns: bytes that stay until something is read.
  func peek(_ count: Int) throws(TraceFailure) -> UnsafeRawBufferPointer {
    precondition(storage == nil, "a source is looked at once")
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    storage = buffer
    let available = try source.fill(buffer)
    peeked = UnsafeRawBufferPointer(rebasing: buffer[..<available])
    return peeked
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int {
    guard !peeked.isEmpty else { return try source.read(into: buffer) }
    let count = min(peeked.count, buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: peeked[..<count]))
    peeked = UnsafeRawBufferPointer(rebasing: peeked[count...])
    return count
  }
}
