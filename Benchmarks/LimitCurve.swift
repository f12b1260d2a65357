import CLimits
import MMUCore

/// The curve in C.
final class LimitCurve {
  private let curve = limit_curve_create()

  deinit { limit_curve_destroy(curve) }

  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    accesses.withMemoryRebound(to: UInt64.self) { limit_curve_run(curve, $0.baseAddress, $0.count, 12 + 7) }
  }

  func hits(entries: Int) -> UInt64 { limit_curve_hits(curve, UInt32(entries)) }
}
