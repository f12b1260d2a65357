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
  /// - Parameter prefersHugePages: asks for transparent huge pages, which take the host's own TLB out of a measurement, and for the
  ///   same address in every process.
  public init?(byteCount: Int, prefersHugePages: Bool = false) {
    guard byteCount > 0 else { return nil }
    let reservation =
      prefersHugePages
      ? Self.reserve(byteCount + 2 * Self.hugePageSize, near: Self.hugePagesHint) : Self.reserve(byteCount)
    guard let reservation else { return nil }
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

  /// Where buffers on huge pages lie, if nothing else does: the same in every process. First-level caches predict their ways by
  /// bits of the virtual address (AMD's microtags), so that lines 64 KiB apart get in each other's way in some processes and not
  /// in others.
  private static var hugePagesHint: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 1 << 44) }

  private static func reserve(
    _ byteCount: Int, near hint: UnsafeMutableRawPointer? = nil
  ) -> UnsafeMutableRawBufferPointer? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let base = mmap(hint, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else { return nil }
    return UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  /// The bytes as elements of a trivial type; whole elements only.
  public func bound<Element: BitwiseCopyable>(to type: Element.Type) -> UnsafeMutableBufferPointer<Element> {
    bytes.bindMemory(to: type)
  }
}
