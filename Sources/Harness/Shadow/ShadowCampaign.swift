import Foundation
import Synchronization
import Workload

/// Runs ``ShadowFuzz`` over several policies and guests on several threads.
///
/// The steps are cut into chunks, each of one policy and guest and with a seed of its own, so what is found does not depend on
/// how many threads there are. A finding ends the campaign when the chunks before it are done.
public struct ShadowCampaign: Sendable {
  /// Steps in one chunk.
  public static var stepsPerChunk: Int { 10 * ShadowFuzz.stepsPerWorld }

  private let pairs: [(policy: String, guest: ShadowGuest)]
  private let seed: UInt64

  /// A campaign over every pair of these. x86, which has most to go wrong, gets twice the share of any other guest.
  public init(policies: [String] = ShadowPolicies.names, guests: [ShadowGuest] = ShadowGuest.allCases, seed: UInt64) {
    let weighted = guests.contains(.x86) && guests.count > 1 ? guests + [.x86] : guests
    pairs = weighted.flatMap { guest in policies.map { ($0, guest) } }
    self.seed = seed
  }

  private struct State {
    var next = 0
    var steps = 0
    var firstFinding = Int.max
    var reports: [Int: ShadowFuzzReport] = [:]
  }

  /// Makes so many steps, or as many as there is time for.
  ///
  /// - Parameters:
  ///   - steps: in all, rounded up to whole chunks.
  ///   - goesOn: asked before each chunk is begun.
  ///   - progress: told how many steps have been made.
  /// - Returns: one report a pair of policy and guest.
  public func run(
    steps: Int, while goesOn: @escaping @Sendable () -> Bool = { true },
    threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> [ShadowFuzzReport] {
    let chunks = (steps + Self.stepsPerChunk - 1) / Self.stepsPerChunk
    let state = Schedule(chunks: chunks, goesOn: goesOn)
    let group = DispatchGroup()
    for _ in 0..<threads {
      group.enter()
      // Threads of our own: libdispatch's pool starts fewer of them on a machine that others load.
      Thread.detachNewThread {
        while let chunk = state.next() { progress(state.finished(chunk, run(chunk))) }
        group.leave()
      }
    }
    group.wait()
    return merge(state.reports)
  }

  /// One chunk.
  private func run(_ chunk: Int) -> ShadowFuzzReport {
    let pair = pairs[chunk % pairs.count]
    var seeds = SplitMix64(seed: seed &+ UInt64(chunk) &* 0x9E37_79B9)
    let report = ShadowFuzz.run(
      policyNamed: pair.policy, guest: pair.guest, steps: Self.stepsPerChunk, seed: seeds.next())
    guard let report else { preconditionFailure("no policy is called \(pair.policy)") }
    return report
  }

  private func merge(_ reports: [Int: ShadowFuzzReport]) -> [ShadowFuzzReport] {
    var merged = pairs.prefix(Set(pairs.map { "\($0)" }).count).map {
      ShadowFuzzReport(policy: $0.policy, guest: $0.guest, seed: seed)
    }
    for (chunk, report) in reports.sorted(by: { $0.key < $1.key }) {
      merged[chunk % pairs.count % merged.count].add(report)
    }
    return merged
  }

  /// Hands chunks out in order, and gathers reports.
  private final class Schedule: Sendable {
    private let chunks: Int
    private let goesOn: @Sendable () -> Bool
    private let state = Mutex(State())

    init(chunks: Int, goesOn: @escaping @Sendable () -> Bool) {
      self.chunks = chunks
      self.goesOn = goesOn
    }

    func next() -> Int? {
      state.withLock { state in
        guard state.next < chunks, state.firstFinding == .max, goesOn() else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    /// Keeps a report; how many steps have been made.
    func finished(_ chunk: Int, _ report: ShadowFuzzReport) -> Int {
      state.withLock { state in
        state.steps += report.steps
        state.reports[chunk] = report
        if report.finding != nil { state.firstFinding = min(state.firstFinding, chunk) }
        return state.steps
      }
    }

    var reports: [Int: ShadowFuzzReport] { state.withLock { $0.reports } }
  }
}
