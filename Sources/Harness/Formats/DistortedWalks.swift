import MMUCore
import MMUReference

/// Differential runs against a reference that is wrong in one thing, to prove that a comparison would notice.
package enum DistortedWalks {
  /// 4-level paging under another configuration.
  package static func x86Long4(
    seed: UInt64, accesses: Int, _ distortion: @escaping (X86Configuration) -> X86Configuration
  ) -> DifferentialReport {
    DifferentialFormat<X86LongSubject<X86Long4>>.run(
      seed: seed, accesses: accesses, distortion: { changing($0) { $0.configuration = distortion($0.configuration) } })
  }

  /// EPT with one control flipped.
  package static func ept(seed: UInt64, accesses: Int, flipping control: EPTControls) -> DifferentialReport {
    DifferentialFormat<EPTSubject>.run(
      seed: seed, accesses: accesses,
      distortion: { changing($0) { $0.controls = EPTControls(rawValue: $0.controls.rawValue ^ control.rawValue) } })
  }

  /// Sv39 with one control flipped.
  package static func sv39(seed: UInt64, accesses: Int, flipping control: RISCVControls) -> DifferentialReport {
    DifferentialFormat<RISCVSubject<RISCVSv39, ReferenceRISCVSv39>>.run(
      seed: seed, accesses: accesses,
      distortion: { changing($0) { $0.controls = RISCVControls(rawValue: $0.controls.rawValue ^ control.rawValue) } })
  }

  /// The first stage of AArch64, 4 KiB granule, with one control flipped.
  package static func arm4K(seed: UInt64, accesses: Int, flipping control: ARMControls) -> DifferentialReport {
    DifferentialFormat<ARMStage1Subject<ARMGranule4K>>.run(
      seed: seed, accesses: accesses,
      distortion: { changing($0) { $0.controls = ARMControls(rawValue: $0.controls.rawValue ^ control.rawValue) } })
  }

  private static func changing<Subject>(_ subject: Subject, _ change: (inout Subject) -> Void) -> Subject {
    var changed = subject
    change(&changed)
    return changed
  }
}
