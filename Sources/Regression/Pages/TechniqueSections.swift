import Report

/// What virtualization costs: the same walks natively and nested, and the same operations under each policy of shadow paging.
public struct TechniqueSections {
  private let run: MeasuredRun
  private let numbers: RunNumbers

  /// The policies as names have them.
  private static let policies = ["write-protect", "unsync", "snapshot", "vtlb"]

  /// The sections of a run.
  public init(_ run: MeasuredRun) {
    self.run = run
    numbers = RunNumbers(run)
  }

  /// The section; empty where the run has no such benchmarks.
  public var section: HTMLSection {
    var section = HTMLSection("Techniques")
    if let table = walks {
      section.addTable(
        table, caption: "Walks of hot tables: natively, and with each table of the guest translated by a host's.")
    }
    if let table = shadow {
      section.addTable(
        table,
        caption: "Shadow paging: nanoseconds for an operation by the way in which shadow tables are kept in step.")
    }
    return section
  }

  /// `walk-nested/GUEST-on-HOST/hot` beside `walk/GUEST/hot`.
  private var walks: Table? {
    var table = Table([
      .init("guest", isNumeric: false), .init("host", isNumeric: false), .init("native, ns"), .init("nested, ns"),
      .init("nested / native"), .init("native refs"), .init("nested refs"),
    ])
    for nested in run.benchmarks {
      let parts = nested.name.split(separator: "/").map(String.init)
      guard parts.count >= 2, parts[0] == "walk-nested", let place = parts[1].firstRange(of: "-on-"),
        let time = numbers.time(nested)
      else { continue }
      let guest = String(parts[1][..<place.lowerBound])
      let native = numbers["walk/\(guest)/hot"] ?? numbers["walk/\(guest)/hot/4k"]
      let nativeTime = native.flatMap(numbers.time)
      let ratio = nativeTime.flatMap { $0 > 0 ? time / $0 : nil }
      let references = [native, nested].map { benchmark in
        numbers.counter("references", of: benchmark).map { NumberText.significant($0, digits: 4) } ?? "–"
      }
      table.append(
        [
          guest, String(parts[1][place.upperBound...]), nativeTime.map(PageWords.time) ?? "–", PageWords.time(time),
          ratio.map { NumberText.fixed($0, decimals: 2) } ?? "–",
        ] + references)
    }
    return table.rows.isEmpty ? nil : table
  }

  /// `shadow/OPERATION/POLICY/FORMAT`, a row an operation, a column a policy; operations with one policy are left out.
  private var shadow: Table? {
    var order: [String] = []
    var rows: [String: [String: String]] = [:]
    for benchmark in run.benchmarks {
      let parts = benchmark.name.split(separator: "/").map(String.init)
      guard parts.first == "shadow", let place = parts.lastIndex(where: Self.policies.contains),
        place > 1 || parts.count == 4,
        let time = numbers.time(benchmark)
      else { continue }
      let operation = (parts[1..<place] + parts[(place + 1)...]).joined(separator: "/")
      if rows[operation] == nil { order.append(operation) }
      rows[operation, default: [:]][parts[place]] = PageWords.time(time)
    }
    var table = Table([.init("operation", isNumeric: false)] + Self.policies.map { .init($0) })
    for operation in order where (rows[operation]?.count ?? 0) > 1 {
      table.append([operation] + Self.policies.map { rows[operation]?[$0] ?? "–" })
    }
    return table.rows.isEmpty ? nil : table
  }
}
