import MMUCore
import Workload

/// Cycles as a model of costs has them: how often each constant is paid. Linear in every constant.
public struct ModelledCycles: Equatable, Sendable {
  /// How often each constant is paid; a part of a read for the latencies.
  private let counts: [CostConstant: Double]
  private let model: CostModel

  /// What a technique's counters come to.
  init(_ counters: TechniqueCounters, _ technique: MachineTechnique, _ model: CostModel) {
    self.model = model
    var counts: [CostConstant: Double] = [:]
    let reads = Double(counters.references + counters.hostReferences) / 100
    counts[.l1] = reads * model.reads.l1
    counts[.l2] = reads * model.reads.l2
    counts[.l3] = reads * model.reads.l3
    counts[.memory] = reads * model.reads.memory
    counts[.flush] = Double(counters.flushes)
    counts[.updateWork] = Double(counters.monitorReferences - counters.absentReferences)
    counts[.scanWork] = Double(counters.absentReferences)
    counts[.worldSwitch] = Double(counters.gap.yields)
    counts[.zeroingWork] = Double(counters.gap.zeroedByMonitor)
    counts[.guestZeroing] = Double(counters.gap.zeroedByGuest)
    counts[.spinStep] = Double(counters.gap.spunSteps)
    for cause in TechniqueRow.causes {
      let count = Double(counters.exits[cause])
      counts[Self.way(cause, technique), default: 0] += count
      counts[CostConstant.work(for: cause), default: 0] += count
    }
    self.counts = counts
  }

  /// How a guest of a technique gets to its monitor for a cause.
  private static func way(_ cause: ExitCause, _ technique: MachineTechnique) -> CostConstant {
    if cause == .worldSwitch { return .worldSwitch }
    switch technique {
    case .softwareTLB, .softwareTLBWithout: return .trap
    case .paravirtual: return cause == .guestFault ? .trap : .hypercall
    default: return .exit
    }
  }

  /// How often a constant is paid.
  public func count(_ constant: CostConstant) -> Double { counts[constant] ?? 0 }

  /// The cycles of a constant.
  public func cycles(_ constant: CostConstant) -> Double { count(constant) * model[constant] }

  /// The cycles of a part.
  public func cycles(_ part: CostConstant.Part) -> Double {
    CostConstant.allCases.filter { $0.part == part }.reduce(0) { $0 + cycles($1) }
  }

  /// All cycles.
  public var total: Double { CostConstant.allCases.reduce(0) { $0 + cycles($1) } }

  /// All cycles if a constant were of another value.
  public func total(with constant: CostConstant, at value: Double) -> Double {
    total + count(constant) * (value - model[constant])
  }

  /// The value of a constant at which this and another cost the same; `nil` if there is none above zero.
  public func crossing(_ other: ModelledCycles, by constant: CostConstant) -> Double? {
    let slope = count(constant) - other.count(constant)
    guard slope != 0 else { return nil }
    let value = (other.total(with: constant, at: 0) - total(with: constant, at: 0)) / slope
    return value > 0 && value.isFinite ? value : nil
  }
}
