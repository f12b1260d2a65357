import Glibc
import Workload

/// What a file's bytes come to: two traces of the same fingerprint are the same, wherever they lie and however old they
/// are.
public struct FileFingerprint: Hashable, Sendable, Codable {
  /// How long the file is.
  public let bytes: UInt64
  /// A hash of all of it, 64 bits in hexadecimal.
  public let hash: String

  private static let bufferSize = 1 << 20

  /// A fingerprint that is known.
  public init(bytes: UInt64, hash: String) {
    self.bytes = bytes
    self.hash = hash
  }

  /// Reads a whole file, which must be a regular one: a pipe can be read once only.
  ///
  /// - Parameter shouldGoOn: asked after every MiB.
  /// - Returns: `nil` if it was to stop.
  public init?(of path: String, while shouldGoOn: () -> Bool = { true }) throws {
    let descriptor = try Self.open(path)
    defer { close(descriptor) }
    let words = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: Self.bufferSize / 8)
    defer { words.deallocate() }
    var (state, bytes) = (Self.offset, UInt64(0))
    while true {
      let count = try Self.fill(UnsafeMutableRawBufferPointer(words), descriptor, path)
      if count == 0 { break }
      state = Self.mixed(state, words[..<((count + 7) / 8)])
      bytes += UInt64(count)
      guard shouldGoOn() else { return nil }
    }
    let digits = String(Self.step(state, bytes), radix: 16)
    self.bytes = bytes
    hash = String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func open(_ path: String) throws -> Int32 {
    // Opening a pipe would wait for somebody to write to it.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw TraceFailure.cannotOpen(path: path, errorNumber: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw SweepFailure.notAFile(path: path)
    }
    return descriptor
  }

  /// Reads until the buffer is full or the file ends; what is left of the last word is zero.
  private static func fill(_ buffer: UnsafeMutableRawBufferPointer, _ descriptor: Int32, _ path: String) throws -> Int {
    var count = 0
    while count < buffer.count {
      let more = read(descriptor, buffer.baseAddress! + count, buffer.count - count)
      if more < 0 && errno == EINTR { continue }
      guard more >= 0 else { throw TraceFailure.cannotRead(name: path, errorNumber: errno) }
      if more == 0 { break }
      count += more
    }
    for position in count..<min(buffer.count, (count + 7) & ~7) { buffer[position] = 0 }
    return count
  }

  // MARK: The hash: FNV-1a's constants over words, with a rotation so that high bits reach low ones

  private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func mixed(_ state: UInt64, _ words: Slice<UnsafeMutableBufferPointer<UInt64>>) -> UInt64 {
    words.reduce(state) { step($0, UInt64(littleEndian: $1)) }
  }

  private static func step(_ state: UInt64, _ word: UInt64) -> UInt64 {
    ((state &<< 23 | state &>> 41) ^ word) &* 0x100_0000_01B3
  }
}
