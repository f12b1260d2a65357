import Report

/// The curves of a profile, as its page and a terminal show them: the same curves, markers and scale.
public struct CurvePicture {
  private let locality: LocalityProfile
  private let tlb: TLBProfile.TLBs

  /// The curves of a profile with these TLBs.
  public init(_ locality: LocalityProfile, tlb: TLBProfile.TLBs) {
    self.locality = locality
    self.tlb = tlb
  }

  /// The curve of all accesses with pages of the first size for a terminal; `nil` where there is none.
  public func terminalPlot(width: Int = 60, height: Int = 11) -> TerminalPlot? {
    guard let size = locality.pageSizes.first, let points = whole(size) else { return nil }
    return TerminalPlot(
      horizontal: horizontal, vertical: vertical, points: extended(points), markers: markers, width: width,
      height: height)
  }

  /// A curve for each page size, of all accesses: exact, or else by sampling.
  var byPageSize: [PlotSeries] {
    locality.pageSizes.prefix(ProfilePage.sizeLimit).compactMap { size in
      whole(size).map { PlotSeries("\(size.pageSize) pages", extended($0)) }
    }
  }

  /// A curve for each kind of access, with pages of the first size.
  var byStream: [PlotSeries] {
    (locality.pageSizes.first?.curves ?? []).map { PlotSeries($0.stream.title, extended(Self.points($0))) }
  }

  func plot(_ title: String, _ series: [PlotSeries], description: String) -> LinePlot {
    LinePlot(
      title, description: description, horizontal: horizontal, vertical: vertical, series: series, markers: markers)
  }

  // MARK: Parts

  private var horizontal: PlotAxis { PlotAxis("TLB entries", .log2, unit: .size) }

  /// Ratios that all but vanish where the TLBs' capacities lie can be told apart by their logarithms only.
  private var vertical: PlotAxis {
    let points = locality.pageSizes.first.flatMap(whole) ?? []
    let smallest = capacities.min() ?? 0
    let ratio = points.last { $0.x <= smallest }?.y ?? 1
    return PlotAxis("misses per access", ratio < 0.05 ? .log10 : .linear, unit: .percent)
  }

  /// The TLBs that see any of the accesses.
  private var markers: [PlotMarker] {
    ProfileTitle.arrays(tlb).filter { $0.name != "L1I" || locality.counts.fetches > 0 }
      .map { PlotMarker("\($0) \($1.entries)", at: Double($1.entries)) }
  }

  private var capacities: [Double] { markers.map(\.x) }

  private func whole(_ size: PageSizeLocality) -> [PlotPoint]? {
    if let curve = size.widest { return Self.points(curve) }
    return size.sampled.map { $0.points.map { PlotPoint(x: Double($0.entries), y: $0.missRatio) } }
  }

  private static func points(_ curve: MissCurve) -> [PlotPoint] {
    curve.points.map { PlotPoint(x: Double($0.entries), y: curve.missRatio(at: $0.entries)) }
  }

  /// A curve that goes on to the largest capacity: beyond its last point nothing changes.
  private func extended(_ points: [PlotPoint]) -> [PlotPoint] {
    guard let last = points.last, let end = capacities.max(), end > last.x else { return points }
    return points + [PlotPoint(x: end, y: last.y)]
  }
}
