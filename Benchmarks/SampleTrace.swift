import CSampleTraces
import Workload

/// The traces that are part of the program.
enum SampleTrace {
  /// GCC's compiler proper at work: two million data references.
  static func compilerData() throws(TraceFailure) -> any AccessSource {
    var length = 0
    let start = sample_trace_cc1_data(&length)
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    return try LackeyTextSource(bytes: bytes, name: "the built-in sample")
  }
}
