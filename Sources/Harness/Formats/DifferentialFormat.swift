import MMUCore
import MMUReference
import Workload

/// Compares ``PageWalker`` over a format with the format's reference: random tables, addresses, accesses and controls.
struct DifferentialFormat<Subject: FormatSubject>: DifferentialEpoch {
  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private var tables: FormatTables<Subject>
  private var comparison: FormatComparison<Subject.Format, Subject.Reference>
  /// Makes the reference's configuration wrong, to prove that the comparison would notice.
  private var distort: (Subject) -> Subject = { $0 }

  /// Compares so many walks, with a reference under a distorted configuration where one is given.
  static func run(
    seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in },
    distortion: @escaping (Subject) -> Subject = { $0 }
  ) -> DifferentialReport {
    run(.walk(Subject.name), seed: seed, accesses: accesses, epochLength: 4096, progress: progress) {
      $0.distort = distortion
    }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .walk(Subject.name), seed: seed)
    random = SplitMix64(seed: seed)
    let subject = Subject(&random)
    tables = FormatTables(subject, &random)
    comparison = Self.comparison(tables, subject, tables.roots)
  }

  mutating func run(accesses: Int) {
    comparison = Self.comparison(tables, distort(tables.subject), tables.roots)
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(256) { changeRoots() }
      if random.oneIn(4) {
        tables.edit(&random)
        report.changes += 1
      }
      compareOne()
    }
    if let difference = tables.twin.difference { report.disagree(difference) }
  }

  private mutating func compareOne() {
    let address = tables.address(&random)
    let disagreement = comparison.compare(address, random.pick(GuestAccess.everyClass))
    report.count(comparison.latest)
    if let disagreement { report.disagree("\(disagreement) under \(tables.subject)") }
  }

  /// Other roots, now and then one above the memory.
  private mutating func changeRoots() {
    var roots = (0..<4).map { _ in random.pick(tables.roots) }
    if random.oneIn(8) { roots[random.below(4)] = Address(UInt64(1 + random.below(1000)) << 32) }
    comparison = Self.comparison(tables, distort(tables.subject), roots)
    report.changes += 1
  }

  private static func comparison(
    _ tables: FormatTables<Subject>, _ subject: Subject, _ roots: [Address<Subject.Format.Output>]
  ) -> FormatComparison<Subject.Format, Subject.Reference> {
    FormatComparison(
      twin: tables.twin, core: tables.walker(roots), reference: subject.reference(tables.twin.reference, roots)
    ) { tables.subject.difference(inReportOf: $0, $1, $2, $3) }
  }
}
