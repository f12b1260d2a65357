import Report

/// A profile's numbers with likwid's names.
struct ProfileWords {
  private(set) var lines: [LikwidTable.Line] = []
  private let instructions: UInt64

  /// The lines of a profile: the same ones for every profile, whatever it has.
  init(_ profile: TLBProfile) {
    let counts = profile.counts
    let data = (counts.loads, counts.stores)
    instructions = counts.fetches.accesses
    add("Instructions (fetches)", Self.count(instructions > 0 ? instructions : nil))
    add(first: "L1 DTLB load", counts.loads)
    add(first: "L1 DTLB store", counts.stores)
    add(first: "L1 ITLB", counts.fetches)
    let requests = data.0.level1Misses + data.1.level1Misses
    add(second: "L2 DTLB", requests, Self.sum(data.0.level2Misses, data.1.level2Misses))
    add(second: "L2 ITLB", counts.fetches.level1Misses, counts.fetches.level2Misses)
    add("Page walks", Self.count(counts.walks))
    add("Page walk rate", rate(counts.walks))
    add("Page walks per 1000 accesses", Self.decimal(counts.all.missesPerThousand))
    add("References per walk", counts.walks == 0 ? "-" : Self.decimal(counts.referencesPerWalk))
    add("Distinct pages", Self.count(counts.distinctPages))
  }

  private mutating func add(first name: String, _ row: TLBProfileCounts.Row) {
    add("\(name) misses", Self.count(row.accesses == 0 ? nil : row.level1Misses))
    add("\(name) miss rate", row.accesses == 0 ? "-" : rate(row.level1Misses))
    add("\(name) miss ratio", Self.ratio(row.level1Misses, row.accesses))
  }

  private mutating func add(second name: String, _ requests: UInt64, _ misses: UInt64?) {
    let misses = requests == 0 ? nil : misses
    add("\(name) requests", misses == nil ? "-" : Self.count(requests))
    add("\(name) misses", Self.count(misses))
    add("\(name) miss rate", misses.map(rate) ?? "-")
    add("\(name) miss ratio", misses.map { Self.ratio($0, requests) } ?? "-")
  }

  private mutating func add(_ name: String, _ value: String) { lines.append(.init(name, [value])) }

  private func rate(_ misses: UInt64) -> String { Self.ratio(misses, instructions) }

  private static func ratio(_ part: UInt64, _ whole: UInt64) -> String {
    whole == 0 ? "-" : decimal(Double(part) / Double(whole))
  }

  private static func sum(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
    guard let left, let right else { return nil }
    return left + right
  }

  private static func count(_ count: UInt64?) -> String { count.map(NumberText.grouped) ?? "-" }

  /// Four decimals; what would be zero with them, in powers of ten, as likwid does.
  private static func decimal(_ value: Double) -> String {
    if value == 0 { return "0" }
    return value < 0.0001 ? NumberText.scientific(value, digits: 4) : NumberText.fixed(value, decimals: 4)
  }
}
