import CHost
import Glibc

/// The bytes of an open file, pipe or terminal.
final class DescriptorReader: ByteSource {
  let descriptor: Int32
  private let name: String
  private let closesAtEnd: Bool
  private let isOverWhenIdle: () -> Bool
  private(set) var wasInterrupted = false

  /// How long to wait for bytes before asking whether more will come, in milliseconds.
  private static let patience: Int32 = 50

  /// A reader of a descriptor.
  ///
  /// - Parameter isOverWhenIdle: whether, with nothing to read at present, nothing more will come. The end of a pipe does
  ///   not say so reliably: a daemon that a recorded program leaves behind keeps the pipe open.
  init(
    _ descriptor: Int32, name: String, closesAtEnd: Bool, isOverWhenIdle: @escaping () -> Bool = { false }
  ) {
    self.descriptor = descriptor
    self.name = name
    self.closesAtEnd = closesAtEnd
    self.isOverWhenIdle = isOverWhenIdle
  }

  deinit { if closesAtEnd { close(descriptor) } }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int {
    // Waiting in poll, for a limited time, leaves no moment where an interrupt could be missed.
    var isOver = false
    while true {
      wasInterrupted = host_was_interrupted()
      if wasInterrupted { return 0 }
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, isOver ? 0 : Self.patience)
      if ready > 0 {
        if let count = try readOnce(into: buffer) { return count }
      } else if ready == 0 {
        if isOver { return 0 }
        isOver = isOverWhenIdle()
      } else if errno != EINTR {
        throw .cannotRead(name: name, errorNumber: errno)
      }
    }
  }

  /// Reads what there is; `nil` if there was nothing after all.
  private func readOnce(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int? {
    let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    if count >= 0 { return count }
    guard errno == EINTR || errno == EAGAIN else { throw .cannotRead(name: name, errorNumber: errno) }
    return nil
  }
}
