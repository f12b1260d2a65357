import MMUCore
import MMUReference
import Workload

/// Every guest format that can be shadowed, over every host format that is wide enough, with its comparison.
public enum ShadowCatalog {
  /// A pair of formats by name.
  public struct Entry: Sendable {
    /// `x86-long4-on-x86-shadow4`.
    public let name: String
    /// Compares random accesses under every policy with the reference, so many each.
    public let compare: @Sendable (_ seed: UInt64, _ accesses: Int) -> [DifferentialReport]

    init<Subject: FormatSubject, Host: ShadowHostFormat & SendableMetatype>(
      _ subject: Subject.Type, on host: Host.Type, _ hardware: @escaping @Sendable (Subject) -> Host.Rules,
      where isPossible: @escaping @Sendable (Subject) -> Bool = { _ in true }
    )
    where
      Subject.Format: ShadowedFormat, Subject.Reference.Input == GuestVirtual, Subject.Reference.Output == GuestPhysical
    {
      name = "\(Subject.name)-on-\(Host.self)"
      compare = { seed, accesses in
        Self.runAll(Subject.self, Host.self, hardware, isPossible, seed: seed, accesses: accesses)
      }
    }

    private static func runAll<Subject: FormatSubject, Host: ShadowHostFormat>(
      _ subject: Subject.Type, _ host: Host.Type, _ hardware: (Subject) -> Host.Rules, _ isPossible: (Subject) -> Bool,
      seed: UInt64, accesses: Int
    ) -> [DifferentialReport]
    where
      Subject.Format: ShadowedFormat, Subject.Reference.Input == GuestVirtual, Subject.Reference.Output == GuestPhysical
    {
      var random = SplitMix64(seed: seed)
      var subject = Subject(&random)
      while !isPossible(subject) { subject = Subject(&random) }
      let options = ShadowOptions(
        prefetchCount: random.pick([0, 8, 32]), prefillsOnWrite: random.oneIn(2),
        largestPage: random.pick([.kib4, .mib2, .gib1]))
      let hardware = hardware(subject)
      func run<Policy: SyncPolicy>(_ policy: Policy.Type) -> DifferentialReport {
        let capacity = ShadowCapacity(pages: random.oneIn(3) ? 16 : 96, guestFrames: 1 << 14, snapshots: 4)
        var differential = DifferentialShadow<Subject, Host, Policy>(
          subject: subject, hardware: hardware, options: options, seed: seed, capacity: capacity)
        return differential.run(accesses: accesses)
      }
      return [run(WriteProtectSync.self), run(UnsyncPolicy.self), run(SnapshotSync.self), run(VTLBPolicy.self)]
    }
  }

  /// There are no protection keys under shadow paging, as with KVM.
  private static func hasKeys(_ configuration: X86Configuration) -> Bool {
    configuration.controls.intersects(.userKeys | .supervisorKeys)
  }

  private static func x86(_ configuration: X86Configuration) -> X86Rules {
    X86Shadow4.rules(under: configuration.controls)
  }

  /// A host of x86 for a guest whose supervisor never executes users' pages.
  private static func x86(allowingUserData: Bool) -> X86Rules {
    X86Shadow4.rules(under: allowingUserData ? .smep : .smep | .smap)
  }

  private static func x86(_ controls: RISCVControls) -> X86Rules {
    x86(allowingUserData: controls.contains(.supervisorUserMemory))
  }

  /// A host of RISC-V whose supervisor may use users' data.
  private static var riscV: RISCVRules { RISCVRules(controls: .supervisorUserMemory) }

  /// The pairs.
  public static let all: [Entry] = [
    Entry(
      X86LongSubject<X86Long4>.self, on: X86Shadow4.self, { x86($0.configuration) },
      where: { !hasKeys($0.configuration) }),
    Entry(
      X86LongSubject<X86Long4>.self, on: X86Shadow5.self, { x86($0.configuration) },
      where: { !hasKeys($0.configuration) }),
    Entry(
      X86LongSubject<X86Long5>.self, on: X86Shadow5.self, { x86($0.configuration) },
      where: { !hasKeys($0.configuration) }),
    Entry(X86PAESubject.self, on: X86Shadow4.self, { x86($0.configuration) }),
    Entry(X86PAESubject.self, on: X86Shadow5.self, { x86($0.configuration) }),
    Entry(X86PAESubject.self, on: RISCVShadow39.self, { _ in riscV }),
    Entry(X86Legacy32Subject.self, on: X86Shadow4.self, { x86($0.configuration) }),
    Entry(X86Legacy32Subject.self, on: RISCVShadow39.self, { _ in riscV }),
    Entry(
      RISCVSubject<RISCVSv32, ReferenceRISCVSv32>.self, on: RISCVShadow39.self, { RISCVRules(controls: $0.controls) }),
    Entry(RISCVSubject<RISCVSv32, ReferenceRISCVSv32>.self, on: X86Shadow4.self, { x86($0.controls) }),
    Entry(
      RISCVSubject<RISCVSv39, ReferenceRISCVSv39>.self, on: RISCVShadow39.self, { RISCVRules(controls: $0.controls) }),
    Entry(RISCVSubject<RISCVSv39, ReferenceRISCVSv39>.self, on: X86Shadow4.self, { x86($0.controls) }),
    Entry(RISCVSubject<RISCVSv48, ReferenceRISCVSv48>.self, on: X86Shadow4.self, { x86($0.controls) }),
    Entry(RISCVSubject<RISCVSv57, ReferenceRISCVSv57>.self, on: X86Shadow5.self, { x86($0.controls) }),
    Entry(
      ARMStage1Subject<ARMGranule4K>.self, on: X86Shadow5.self, { _ in x86(allowingUserData: true) },
      where: { ($0.inputWidth - 12) % 9 == 0 }),
  ]
}
