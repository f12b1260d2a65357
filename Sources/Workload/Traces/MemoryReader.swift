/// Bytes that are in memory already.
final class MemoryReader: ByteSource {
  let wasInterrupted = false
  private var rest: UnsafeRawBufferPointer

  /// A reader of bytes that stay where they are as long as it is used.
  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(rest.count, buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    return count
  }
}

extension LackeyTextSource {
  /// Reads a text in memory, compressed or not, which stays where it is as long as the source is used.
  public convenience init(
    bytes: UnsafeRawBufferPointer, name: String, addressBits: UInt8 = 57
  ) throws(TraceFailure) {
    try self.init(detectingCompressionOf: MemoryReader(bytes), name: name, addressBits: addressBits)
  }
}
