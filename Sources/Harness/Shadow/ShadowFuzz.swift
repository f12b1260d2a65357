import MMUCore
import Workload

/// Drives a guest under shadow paging with random events beside a model of the native machine, and audits the pager's books
/// after each.
///
/// A run is cut into worlds of ``stepsPerWorld`` events, each with a seed of its own; the first finding ends it, shrunk to a
/// ``ShadowScript``.
public enum ShadowFuzz {
  /// Events in one world, those that set it up among them.
  public static var stepsPerWorld: Int { 2_000 }

  /// Makes so many steps.
  ///
  /// - Parameters:
  ///   - policy: any policy, one that plants a ``ShadowDefect`` among them.
  ///   - seed: the same seed gives the same steps.
  ///   - shrinks: whether a finding is to be shrunk.
  public static func run<Policy: SyncPolicy>(
    policy: Policy.Type, guest: ShadowGuest, steps: Int, seed: UInt64, shrinks: Bool = true
  ) -> ShadowFuzzReport {
    switch guest {
    case .x86: ShadowRun<X86ShadowMachine<Policy>, Policy>.run(guest, steps, seed, shrinks)
    case .sv39:
      ShadowRun<RISCVShadowMachine<RISCVSv39, RISCVShadow39, Policy>, Policy>.run(guest, steps, seed, shrinks)
    case .sv39OnX86:
      ShadowRun<RISCVShadowMachine<RISCVSv39, X86Shadow4, Policy>, Policy>.run(guest, steps, seed, shrinks)
    case .sv32OnX86:
      ShadowRun<RISCVShadowMachine<RISCVSv32, X86Shadow4, Policy>, Policy>.run(guest, steps, seed, shrinks)
    }
  }

  /// Does what a script says; what is wrong, or `nil`.
  public static func replay<Policy: SyncPolicy>(_ script: ShadowScript, policy: Policy.Type) -> String? {
    switch script.settings.guest {
    case .x86: ShadowRun<X86ShadowMachine<Policy>, Policy>.replay(script)?.complaint
    case .sv39: ShadowRun<RISCVShadowMachine<RISCVSv39, RISCVShadow39, Policy>, Policy>.replay(script)?.complaint
    case .sv39OnX86: ShadowRun<RISCVShadowMachine<RISCVSv39, X86Shadow4, Policy>, Policy>.replay(script)?.complaint
    case .sv32OnX86: ShadowRun<RISCVShadowMachine<RISCVSv32, X86Shadow4, Policy>, Policy>.replay(script)?.complaint
    }
  }
}
