import MMUCore
import MMUReference

/// The sensible pairs of a first and a second stage, with their comparisons.
public enum NestedCatalog {
  private static func comparison<Guest: FormatSubject, Host: SecondStageSubject>(
    _ guest: Guest.Type, _ host: Host.Type
  ) -> Verification.Comparison
  where Guest.Format.Input == GuestVirtual, Guest.Format.Output == GuestPhysical {
    Verification.Comparison(subject: .nested(DifferentialNested<Guest, Host>.name)) {
      DifferentialNested<Guest, Host>.run(seed: $0, accesses: $1, progress: $2)
    }
  }

  private typealias Sv32 = RISCVSubject<RISCVSv32, ReferenceRISCVSv32>
  private typealias Sv39 = RISCVSubject<RISCVSv39, ReferenceRISCVSv39>
  private typealias Sv48 = RISCVSubject<RISCVSv48, ReferenceRISCVSv48>
  private typealias Sv57 = RISCVSubject<RISCVSv57, ReferenceRISCVSv57>
  private typealias Sv32x4 = RISCVSubject<RISCVSv32x4, ReferenceRISCVSv32x4>
  private typealias Sv39x4 = RISCVSubject<RISCVSv39x4, ReferenceRISCVSv39x4>
  private typealias Sv48x4 = RISCVSubject<RISCVSv48x4, ReferenceRISCVSv48x4>
  private typealias Sv57x4 = RISCVSubject<RISCVSv57x4, ReferenceRISCVSv57x4>

  /// The pairs.
  static let comparisons: [Verification.Comparison] = [
    comparison(X86LongSubject<X86Long4>.self, EPTSubject.self),
    comparison(X86LongSubject<X86Long5>.self, EPTSubject.self),
    comparison(X86PAESubject.self, EPTSubject.self),
    comparison(X86Legacy32Subject.self, EPTSubject.self),
    comparison(X86LongSubject<X86Long4>.self, NPTSubject.self),
    comparison(X86LongSubject<X86Long5>.self, NPTSubject.self),
    comparison(X86PAESubject.self, NPTSubject.self),
    comparison(X86Legacy32Subject.self, NPTSubject.self),
    comparison(Sv32.self, Sv32x4.self),
    comparison(Sv39.self, Sv39x4.self),
    comparison(Sv39.self, Sv48x4.self),
    comparison(Sv48.self, Sv48x4.self),
    comparison(Sv57.self, Sv57x4.self),
    comparison(ARMStage1Subject<ARMGranule4K>.self, ARMStage2Subject<ARMGranule4K>.self),
    comparison(ARMStage1Subject<ARMGranule16K>.self, ARMStage2Subject<ARMGranule16K>.self),
    comparison(ARMStage1Subject<ARMGranule64K>.self, ARMStage2Subject<ARMGranule64K>.self),
  ]
}
