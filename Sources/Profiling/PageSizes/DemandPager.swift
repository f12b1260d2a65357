import MMUCore
import Workload

/// Plays the operating system that pages a program in: maps pages by ``DemandPaging``'s rules, and replaces small ones.
struct DemandPager {
  /// The run of frames of a region.
  private struct Reservation {
    let frame: GPA
    /// Pages of 4 KiB, without those that larger ones have replaced.
    var small = 0
    /// Pages of 2 MiB.
    var large = 0
  }

  let paging: DemandPaging
  /// The pages of all spaces.
  private(set) var counts = PageCounts()
  /// How often small pages were replaced by a larger one, or became a block.
  private(set) var promotions: UInt64 = 0
  /// The tables, of whichever space is current.
  var tables: PageTables<X86Long4Encoding>
  /// The current space's page sizes, unless pages are uniform.
  var sizes: PageSizeMap?
  /// The current space's number.
  var space = 0

  private var frames = DataFrames()
  private var reservations: [RegionKey: Reservation] = [:]
  /// The small pages of each region of 2 MiB, or block.
  private var touched: [RegionKey: Int] = [:]

  private struct RegionKey: Hashable {
    let space: Int
    let start: UInt64
    let shift: UInt8
  }

  init(_ paging: DemandPaging, tables: PageTables<X86Long4Encoding>, sizes: PageSizeMap?) {
    self.paging = paging
    self.tables = tables
    self.sizes = sizes
  }

  /// Handles the page fault at an address.
  ///
  /// - Parameter willReplace: called before the pages of a region become one page: what TLBs know of them must go.
  mutating func map(
    _ gva: GVA, willReplace: (GVA, PageSize) -> Void
  ) throws(TLBProfilerError) {
    switch paging.policy {
    case .uniform(let size): try mapAlone(gva, size)
    case .huge(let limit, nil): try mapAlone(gva, largest(at: gva, limit) ?? .kib4)
    case .huge(let limit, let threshold?):
      guard let size = largest(at: gva, limit) else { return try mapAlone(gva, .kib4) }
      try mapReserved(gva, size)
      try promote(gva, size, threshold, willReplace)
    case .coalesced:
      guard paging.admits(PageSizeMap.blockSize, at: gva) else { return try mapAlone(gva, .kib4) }
      try mapReserved(gva, PageSizeMap.blockSize)
      coalesce(gva, willReplace)
    }
  }

  /// The largest size up to a limit that a huge page around an address may have.
  private func largest(at gva: GVA, _ limit: PageSize) -> PageSize? {
    [PageSize.gib1, .mib2].first { $0 <= limit && paging.admits($0, at: gva) }
  }

  /// Maps a page whose frames have nothing to do with its neighbours'.
  private mutating func mapAlone(_ gva: GVA, _ size: PageSize) throws(TLBProfilerError) {
    try map(gva, to: try run(size), size)
    counts[size] += 1
    if size > .kib4 { sizes?.setPage(at: gva, size) }
  }

  /// Maps a small page in its place in the region's run.
  private mutating func mapReserved(_ gva: GVA, _ size: PageSize) throws(TLBProfilerError) {
    let key = key(gva, size)
    if reservations[key] == nil { reservations[key] = Reservation(frame: try run(size)) }
    guard var reservation = reservations[key] else { return }
    try map(gva, to: reservation.frame.advanced(by: gva.offset(in: size)), .kib4)
    reservation.small += 1
    reservations[key] = reservation
    counts.kib4 += 1
    touched[self.key(gva, min(size, .mib2)), default: 0] += 1
  }

  // MARK: Larger pages

  /// Replaces the small pages around an address if enough are there: first those of 2 MiB, then those of 1 GiB.
  private mutating func promote(
    _ gva: GVA, _ size: PageSize, _ threshold: Int, _ willReplace: (GVA, PageSize) -> Void
  ) throws(TLBProfilerError) {
    try promoteRegion(gva, size, threshold, willReplace)
    if size == .gib1 { try promoteGigabyte(gva, threshold, willReplace) }
  }

  private mutating func promoteRegion(
    _ gva: GVA, _ size: PageSize, _ threshold: Int, _ willReplace: (GVA, PageSize) -> Void
  ) throws(TLBProfilerError) {
    let small = touched[key(gva, .mib2)] ?? 0
    guard small * 100 >= threshold * 512, var reservation = reservations[key(gva, size)] else { return }
    try replace(gva, reservation.frame.advanced(by: gva.offset(in: size)), .mib2, willReplace)
    counts.kib4 -= UInt64(small)
    touched[key(gva, .mib2)] = nil
    reservation.small -= small
    reservation.large += 1
    reservations[key(gva, size)] = size == .mib2 ? nil : reservation
  }

  private mutating func promoteGigabyte(
    _ gva: GVA, _ threshold: Int, _ willReplace: (GVA, PageSize) -> Void
  ) throws(TLBProfilerError) {
    let key = key(gva, .gib1)
    guard let reservation = reservations[key] else { return }
    guard (reservation.small + 512 * reservation.large) * 100 >= threshold << 18 else { return }
    try replace(gva, reservation.frame, .gib1, willReplace)
    counts.kib4 -= UInt64(reservation.small)
    counts.mib2 -= UInt64(reservation.large)
    reservations[key] = nil
    for offset in stride(from: 0, to: PageSize.gib1.byteCount, by: 1 << 21) {
      touched[self.key(GVA(key.start + offset), .mib2)] = nil
    }
  }

  private mutating func replace(
    _ gva: GVA, _ frame: GPA, _ size: PageSize, _ willReplace: (GVA, PageSize) -> Void
  ) throws(TLBProfilerError) {
    willReplace(gva.aligned(to: size), size)
    try map(gva, to: frame, size)
    sizes?.setPage(at: gva, size)
    counts[size] += 1
    promotions += 1
  }

  /// Makes a block of the sixteen pages around an address if all are there; the tables need not change.
  private mutating func coalesce(_ gva: GVA, _ willReplace: (GVA, PageSize) -> Void) {
    let key = key(gva, PageSizeMap.blockSize)
    guard touched[key] == 16 else { return }
    (touched[key], reservations[key]) = (nil, nil)
    willReplace(gva.aligned(to: PageSizeMap.blockSize), PageSizeMap.blockSize)
    sizes?.setBlock(at: gva)
    counts.kib4 -= 16
    counts.kib64 += 1
    promotions += 1
  }

  // MARK: Tables and frames

  private func key(_ gva: GVA, _ size: PageSize) -> RegionKey {
    RegionKey(space: space, start: gva.aligned(to: size).rawValue, shift: size.shift)
  }

  private mutating func map(_ gva: GVA, to frame: GPA, _ size: PageSize) throws(TLBProfilerError) {
    guard tables.map(gva, to: frame, size, .userTouched) == nil else {
      throw .outOfTableMemory(byteCount: Int(tables.memory.byteCount))
    }
  }

  private mutating func run(_ size: PageSize) throws(TLBProfilerError) -> GPA {
    guard let frame = frames.take(size) else { throw .outOfDataFrames(size) }
    return frame
  }
}
