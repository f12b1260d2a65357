import Regression

/// A fault put into benchmarks on purpose, to try whether a gate notices it. Limits are left as they are.
public enum BenchmarkInjection: Equatable, Sendable {
  /// Every run does more than it says, by a fraction: 0.05 makes an operation 5 % slower, in time and in instructions.
  case slowdown(Double)
  /// Every exact counter is one event worse.
  case counter
  /// The last benchmark is left out.
  case missing
  /// Every run allocates once.
  case allocation

  /// The injection that a text names: `slowdown=5%`, `counter`, `missing` or `allocation`; `nil` if it names none.
  public init?(_ text: String) {
    switch text {
    case "counter": self = .counter
    case "missing": self = .missing
    case "allocation": self = .allocation
    default:
      guard text.hasPrefix("slowdown="), text.hasSuffix("%") else { return nil }
      guard let percent = Double(text.dropFirst("slowdown=".count).dropLast()), (0...1000).contains(percent) else {
        return nil
      }
      self = .slowdown(percent / 100)
    }
  }

  /// The text that names it.
  public var text: String {
    switch self {
    case .slowdown(let fraction): "slowdown=\(fraction * 100)%"
    case .counter: "counter"
    case .missing: "missing"
    case .allocation: "allocation"
    }
  }

  /// Whether it changes what a benchmark's body does.
  public var changesBodies: Bool { self != .counter && self != .missing }

  /// The benchmarks with the fault in them.
  public func applied(to benchmarks: [Benchmark]) -> [Benchmark] {
    let lastSubject = benchmarks.lastIndex { !$0.isLimit }
    return benchmarks.indices.compactMap { index in
      if self == .missing && index == lastSubject { return nil }
      return benchmarks[index].isLimit ? benchmarks[index] : applied(to: benchmarks[index])
    }
  }

  private func applied(to benchmark: Benchmark) -> Benchmark {
    Benchmark(benchmark.name, limit: benchmark.limit, benchmark.summary) { () throws(BenchmarkFailure) in
      applied(to: try benchmark.prepare())
    }
    .resident(if: benchmark.isResident)
  }

  private func applied(to prepared: PreparedBenchmark) -> PreparedBenchmark {
    let counters = self == .counter ? prepared.counters.map(\.worsened) : prepared.counters
    return PreparedBenchmark(counters: counters, trialCount: prepared.trialCount) { count in
      prepared.run(count)
      switch self {
      case .slowdown(let fraction): prepared.run(Int((Double(count) * fraction).rounded()))
      case .allocation: UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64).deallocate()
      case .counter, .missing: break
      }
    }
  }
}
