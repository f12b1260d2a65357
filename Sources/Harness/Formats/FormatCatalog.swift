import MMUCore
import MMUReference

/// Every paging format with its comparisons.
public enum FormatCatalog {
  /// A format by name.
  public struct Entry: Sendable {
    /// As benchmarks name it.
    public let name: String
    /// Compares random walks of the core with the reference's.
    public let compare: @Sendable (_ seed: UInt64, _ accesses: Int, _ progress: (Int) -> Void) -> DifferentialReport
    /// Compares walks of tables of random bytes.
    public let fuzz: @Sendable (_ seed: UInt64, _ walks: Int) -> DifferentialReport

    init<Subject: FormatSubject>(_ subject: Subject.Type) {
      name = Subject.name
      compare = { DifferentialFormat<Subject>.run(seed: $0, accesses: $1, progress: $2) }
      fuzz = { FormatFuzz<Subject>.run(seed: $0, walks: $1) }
    }
  }

  /// The first stages, then the second ones.
  public static let all: [Entry] = [
    Entry(X86LongSubject<X86Long4>.self), Entry(X86LongSubject<X86Long5>.self), Entry(X86PAESubject.self),
    Entry(X86Legacy32Subject.self),
    Entry(RISCVSubject<RISCVSv32, ReferenceRISCVSv32>.self), Entry(RISCVSubject<RISCVSv39, ReferenceRISCVSv39>.self),
    Entry(RISCVSubject<RISCVSv48, ReferenceRISCVSv48>.self), Entry(RISCVSubject<RISCVSv57, ReferenceRISCVSv57>.self),
    Entry(ARMStage1Subject<ARMGranule4K>.self), Entry(ARMStage1Subject<ARMGranule16K>.self),
    Entry(ARMStage1Subject<ARMGranule64K>.self),
    Entry(EPTSubject.self), Entry(NPTSubject.self),
    Entry(RISCVSubject<RISCVSv32x4, ReferenceRISCVSv32x4>.self),
    Entry(RISCVSubject<RISCVSv39x4, ReferenceRISCVSv39x4>.self),
    Entry(RISCVSubject<RISCVSv48x4, ReferenceRISCVSv48x4>.self),
    Entry(RISCVSubject<RISCVSv57x4, ReferenceRISCVSv57x4>.self),
    Entry(ARMStage2Subject<ARMGranule4K>.self), Entry(ARMStage2Subject<ARMGranule16K>.self),
    Entry(ARMStage2Subject<ARMGranule64K>.self),
  ]
}
