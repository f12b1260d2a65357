import Glibc

/// Where the bytes of a file go.
public protocol ByteSink: AnyObject {
  /// Writes all of the bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(TraceFailure)
}

/// The bytes of a file or pipe that is open for writing; it stays open.
public final class DescriptorWriter: ByteSink {
  private let descriptor: Int32
  private let name: String

  /// A writer to a descriptor, whose name errors tell.
  public init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Writes all of the bytes, waiting for room where need be.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(TraceFailure) {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Glibc.write(descriptor, start, rest.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        // A full pipe that somebody made non-blocking: wait for room.
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
        continue
      }
      guard count > 0 else { throw .cannotWrite(name: name, errorNumber: errno) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}

/// Bytes that are kept in memory.
public final class MemoryWriter: ByteSink {
  /// What was written.
  public private(set) var bytes: [UInt8] = []

  /// A writer of nothing so far.
  public init() {}

  /// Keeps the bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }
}
