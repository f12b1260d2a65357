import Glibc

/// A large buffer straight from the host's memory manager: zeroed, page-aligned, and taking memory only where it is
/// touched.
///
/// Owners of buffers are outside the core: the core is handed views.
public final class MappedBuffer: @unchecked Sendable {
  // Unchecked: the buffer is shared as a machine's memory is, and whoever shares it orders the accesses.

  /// The bytes.
  public let bytes: UnsafeMutableRawBufferPointer

  private let reservation: UnsafeMutableRawBufferPointer
  private static let hugePageSize = 1 << 21

  /// Reserves `byteCount` bytes, at least one; `nil` when the host refuses.
  ///
  /// - Parameter prefersHugePages: asks for transparent huge pages, which take the host's own TLB out of a measurement.
  public init?(byteCount: Int, prefersHugePages: Bool = false) {
    guard byteCount > 0, let reservation = Self.reserve(byteCount + (prefersHugePages ? 2 * Self.hugePageSize : 0))
    else { return nil }
    self.reservation = reservation
    guard prefersHugePages, let start = reservation.baseAddress else {
      bytes = reservation
      return
    }
    // The kernel makes huge pages of aligned spans only: round the buffer out to them.
    let padding = -Int(bitPattern: start) & (Self.hugePageSize - 1)
    let span = (byteCount + Self.hugePageSize - 1) & -Self.hugePageSize
    madvise(start + padding, span, 14 /* MADV_HUGEPAGE */)
    bytes = UnsafeMutableRawBufferPointer(start: start + padding, count: byteCount)
  }

  deinit { munmap(reservation.baseAddress, reservation.count) }

  private static func reserve(_ byteCount: Int) -> UnsafeMutableRawBufferPointer? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else { return nil }
    return UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  /// The bytes as elements of a trivial type; whole elements only.
  public func bound<Element: BitwiseCopyable>(to type: Element.Type) -> UnsafeMutableBufferPointer<Element> {
    bytes.bindMemory(to: type)
  }
}
