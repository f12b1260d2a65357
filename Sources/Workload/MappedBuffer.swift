import Glibc

/// A large buffer straight from the host's memory manager: zeroed, page-aligned, and taking memory only where it is
/// touched.
///
/// Owners of buffers are outside the core: the core is handed views.
public final class MappedBuffer: @unchecked Sendable {
  // Unchecked: the buffer is shared as a machine's memory is, and whoever shares it orders the accesses.

  /// The bytes.
  public let bytes: UnsafeMutableRawBufferPointer

  /// Reserves `byteCount` bytes, at least one; `nil` when the host refuses.
  ///
  /// - Parameter prefersHugePages: asks for transparent huge pages, which take the host's own TLB out of a measurement.
  public init?(byteCount: Int, prefersHugePages: Bool = false) {
    let protection = PROT_READ | PROT_WRITE
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard byteCount > 0, let base = mmap(nil, byteCount, protection, flags, -1, 0), base != MAP_FAILED else {
      return nil
    }
    if prefersHugePages { _ = madvise(base, byteCount, 14 /* MADV_HUGEPAGE */) }
    bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  /// The bytes as elements of a trivial type; whole elements only.
  public func bound<Element: BitwiseCopyable>(to type: Element.Type) -> UnsafeMutableBufferPointer<Element> {
    bytes.bindMemory(to: type)
  }
}
