import MMUCore
import MMUReference
import Workload

/// Compares ``PageWalker`` over ``X86Long4`` with ``ReferenceX86Long``: random tables, addresses, accesses and controls.
public struct DifferentialWalk: DifferentialEpoch {
  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private let tables: RandomTables
  private var comparison: WalkComparison
  /// Makes the reference's configuration wrong, to prove that the comparison would notice.
  private var distort: (X86Configuration) -> X86Configuration = { $0 }

  /// Compares so many walks.
  public static func run(seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }) -> DifferentialReport {
    run(seed: seed, accesses: accesses, progress: progress) { $0 }
  }

  /// Compares walks with a reference that goes by another configuration.
  package static func run(
    seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in },
    distortion: @escaping (X86Configuration) -> X86Configuration
  ) -> DifferentialReport {
    run(.walk, seed: seed, accesses: accesses, epochLength: 8192, progress: progress) { $0.distort = distortion }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .walk, seed: seed)
    random = SplitMix64(seed: seed)
    tables = RandomTables(leafAddressBits: 36, &random)
    let configuration = X86Configuration.random(&random)
    comparison = WalkComparison(twin: tables.twin, root: tables.shape.root(0), configuration: configuration)
  }

  mutating func run(accesses: Int) {
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(64) { changeControls() }
      if random.oneIn(4) { changeTables() }
      compareOne()
    }
    if let difference = tables.twin.difference { report.disagree(difference) }
  }

  private mutating func compareOne() {
    let gva = tables.shape.address(&random)
    let disagreement = comparison.compare(gva, random.pick(GuestAccess.everyClass))
    report.count(comparison.latest)
    if let disagreement { report.disagree(disagreement) }
  }

  private mutating func changeControls() {
    let configuration = X86Configuration.random(&random)
    comparison.configure(configuration, reference: distort(configuration))
    comparison.setRoot(tables.shape.root(random.below(TableShape.rootCount)))
    report.changes += 1
  }

  private mutating func changeTables() {
    tables.edit(&random)
    report.changes += 1
  }
}
