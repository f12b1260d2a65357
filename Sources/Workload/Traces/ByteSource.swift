/// Where the bytes of a trace come from.
package protocol ByteSource: AnyObject {
  /// Whether it stopped early because the user interrupted the run.
  var wasInterrupted: Bool { get }

  /// Reads some bytes to the start of a buffer, waiting until there are any.
  ///
  /// - Returns: how many; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int
}

extension ByteSource {
  /// Reads until the buffer is full or the bytes end; answers how many were read.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int {
    var count = 0
    while count < buffer.count {
      let more = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if more == 0 { break }
      count += more
    }
    return count
  }
}
