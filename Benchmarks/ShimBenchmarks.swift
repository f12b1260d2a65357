import CHost

/// What the way from Google Benchmark to a Swift body costs: an empty body beside the library's own empty loop.
enum ShimBenchmarks {
  /// The library's own loop, which runs without the shim.
  static let nativeName = "limit/empty-range-for"

  static var all: [Benchmark] {
    [
      Benchmark("shim/empty", limit: nativeName, "a loop over nothing, called through the shim") {
        PreparedBenchmark(run: runEmpty)
      }
      .resident()
    ]
  }

  @inline(never)
  private static func runEmpty(_ count: Int) {
    var remaining = count
    while remaining > 0 {
      host_compiler_barrier()
      remaining &-= 1
    }
  }
}
