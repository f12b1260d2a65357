/// Why a locality profile cannot be begun.
public enum LocalityProfilerError: Error, Equatable, Sendable {
  /// The system gives no memory.
  case outOfMemory
  /// There is no page size, or one below 4 KiB or above 1 GiB.
  case noPageSize
  /// More pages than ``LocalityProfiler`` can number, or none.
  case pagesOutOfRange
  /// Fewer pages than make a sample.
  case sampleTooSmall
  /// A TLB cannot be built.
  case impossibleLevel(String)
}

extension LocalityProfilerError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .outOfMemory: "the system refuses address space for the curves; raise the limit (ulimit -v)"
    case .noPageSize: "curves need at least one page size, from 4K to 1G"
    case .pagesOutOfRange: "curves follow from 1 to \(LocalityProfiler.maximumPages) pages"
    case .sampleTooSmall: "a sample is of at least \(LocalityProfiler.minimumSample) pages, or of none"
    case .impossibleLevel(let name): "the \(name) TLB has sets or ways that no TLB can have"
    }
  }
}
