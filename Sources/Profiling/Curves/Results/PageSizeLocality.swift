/// The locality of a trace with all pages of one size.
public struct PageSizeLocality: Equatable, Sendable, Codable {
  /// The size by its name: 4K, 2M, 1G.
  public var pageSize: String
  /// The pages touched.
  public var distinctPages: UInt64
  /// Exact curves, one for each stream that the trace has; `all` only where there are fetches beside data, and
  /// `secondLevel` only for the first page size, where first levels were given.
  public var curves: [MissCurve]
  /// How far apart uses of a page lie, for the same streams.
  public var reuse: [ReuseHistogram]
  /// The curve by sampling, of all accesses, if that was asked for.
  public var sampled: SampledMissCurve?

  /// The locality with given parts.
  public init(
    pageSize: String, distinctPages: UInt64, curves: [MissCurve], reuse: [ReuseHistogram], sampled: SampledMissCurve?
  ) {
    self.pageSize = pageSize
    self.distinctPages = distinctPages
    self.curves = curves
    self.reuse = reuse
    self.sampled = sampled
  }

  /// The exact curve of a stream.
  public func curve(_ stream: LocalityStream) -> MissCurve? { curves.first { $0.stream == stream } }
}
