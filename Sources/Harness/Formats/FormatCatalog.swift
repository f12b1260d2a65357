import MMUCore
import MMUReference

/// Every paging format with its comparisons.
public enum FormatCatalog {
  /// A format by name.
  public struct Entry: Sendable {
    /// As benchmarks name it.
    public let name: String
    /// What it is, in a phrase.
    public let summary: String
    /// Compares random walks of the core with the reference's.
    public let compare: @Sendable (_ seed: UInt64, _ accesses: Int, _ progress: (Int) -> Void) -> DifferentialReport
    /// Compares walks of tables of random bytes.
    public let fuzz: @Sendable (_ seed: UInt64, _ walks: Int) -> DifferentialReport

    init<Subject: FormatSubject>(_ subject: Subject.Type, _ summary: String) {
      name = Subject.name
      self.summary = summary
      compare = { DifferentialFormat<Subject>.run(seed: $0, accesses: $1, progress: $2) }
      fuzz = { FormatFuzz<Subject>.run(seed: $0, walks: $1) }
    }
  }

  /// The first stages, then the second ones.
  public static let all: [Entry] = [
    Entry(X86LongSubject<X86Long4>.self, "x86-64 4-level paging: 4K, 2M and 1G pages, protection keys"),
    Entry(X86LongSubject<X86Long5>.self, "x86-64 5-level paging (LA57)"),
    Entry(X86PAESubject.self, "x86 PAE paging: four cached pointers, 4K and 2M pages"),
    Entry(X86Legacy32Subject.self, "x86 32-bit paging: 4K pages, 4M pages with PSE and PSE-36"),
    Entry(RISCVSubject<RISCVSv32, ReferenceRISCVSv32>.self, "RISC-V Sv32: 4K and 4M pages"),
    Entry(RISCVSubject<RISCVSv39, ReferenceRISCVSv39>.self, "RISC-V Sv39: 4K, 2M and 1G pages, 64K with Svnapot"),
    Entry(RISCVSubject<RISCVSv48, ReferenceRISCVSv48>.self, "RISC-V Sv48"),
    Entry(RISCVSubject<RISCVSv57, ReferenceRISCVSv57>.self, "RISC-V Sv57"),
    Entry(ARMStage1Subject<ARMGranule4K>.self, "AArch64 stage 1, 4K granule: 4K pages, 2M and 1G blocks"),
    Entry(ARMStage1Subject<ARMGranule16K>.self, "AArch64 stage 1, 16K granule: 16K pages, 32M blocks"),
    Entry(ARMStage1Subject<ARMGranule64K>.self, "AArch64 stage 1, 64K granule: 64K pages, 512M blocks"),
    Entry(EPTSubject.self, "Intel's second stage: extended page tables"),
    Entry(NPTSubject.self, "AMD's second stage: nested page tables"),
    Entry(RISCVSubject<RISCVSv32x4, ReferenceRISCVSv32x4>.self, "RISC-V second stage, 34-bit guest physical addresses"),
    Entry(RISCVSubject<RISCVSv39x4, ReferenceRISCVSv39x4>.self, "RISC-V second stage, 41-bit guest physical addresses"),
    Entry(RISCVSubject<RISCVSv48x4, ReferenceRISCVSv48x4>.self, "RISC-V second stage, 50-bit guest physical addresses"),
    Entry(RISCVSubject<RISCVSv57x4, ReferenceRISCVSv57x4>.self, "RISC-V second stage, 59-bit guest physical addresses"),
    Entry(ARMStage2Subject<ARMGranule4K>.self, "AArch64 stage 2, 4K granule"),
    Entry(ARMStage2Subject<ARMGranule16K>.self, "AArch64 stage 2, 16K granule"),
    Entry(ARMStage2Subject<ARMGranule64K>.self, "AArch64 stage 2, 64K granule"),
  ]
}
