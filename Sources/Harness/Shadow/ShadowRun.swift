import MMUCore
import Workload

/// Runs, replays and shrinks the worlds of one kind of machine.
enum ShadowRun<Machine: ShadowMachine, Policy: SyncPolicy> {
  /// Whether a TLB's staleness may show at all: not where tables are in sync at all times.
  private static var excusesStaleness: Bool { Policy.allowsUnsync || !Policy.protectsTables }

  static func run(_ guest: ShadowGuest, _ steps: Int, _ seed: UInt64, _ shrinks: Bool) -> ShadowFuzzReport {
    var report = ShadowFuzzReport(policy: "\(Policy.name)", guest: guest, seed: seed)
    var seeds = SplitMix64(seed: seed)
    while report.steps < steps && report.finding == nil {
      report.worlds += 1
      runWorld(seeds.next(), min(ShadowFuzz.stepsPerWorld, steps - report.steps), &report)
    }
    if shrinks, let finding = report.finding { report.finding = shrink(finding) }
    return report
  }

  private static func world(_ settings: ShadowSettings) -> ShadowWorld<Machine> {
    guard let world = ShadowWorld<Machine>(settings, excusesStaleness: excusesStaleness) else {
      fatalError("no host memory left")
    }
    return world
  }

  private static func runWorld(_ seed: UInt64, _ steps: Int, _ report: inout ShadowFuzzReport) {
    var random = SplitMix64(seed: seed)
    let settings = ShadowSettings(guest: report.guest, &random)
    var world = world(settings)
    var generator = ShadowGenerator<Machine>(settings, random)
    var events: [ShadowEvent] = []
    events.reserveCapacity(steps)
    for _ in 0..<steps {
      let event = generator.next(world)
      events.append(event)
      report.steps += 1
      guard let complaint = world.perform(event) else { continue }
      let script = ShadowScript(policy: "\(Policy.name)", settings: settings, events: events)
      report.finding = .init(complaint: complaint, seed: seed, script: script, foundAfter: events.count)
      break
    }
    report.staleAnswers += world.staleCount
    report.memoryAccesses += world.memoryCount
    report.trappedStores += world.trapCount
  }

  /// Does what a script says: the first thing wrong, and after how many events.
  static func replay(_ script: ShadowScript) -> (complaint: String, count: Int)? {
    var world = world(script.settings)
    for (number, event) in script.events.enumerated() {
      if let complaint = world.perform(event) { return (complaint, number + 1) }
    }
    return world.memoryDifference().map { ($0, script.events.count) }
  }

  /// Leaves out events as long as something is still wrong: halves, quarters, down to single ones.
  static func shrink(_ finding: ShadowFuzzReport.Finding) -> ShadowFuzzReport.Finding {
    var best = finding
    var size = max(best.script.events.count / 2, 1)
    while true {
      let before = best.script.events.count
      leaveOut(size, &best)
      if size == 1 && best.script.events.count == before { return best }
      if best.script.events.count == before || size > best.script.events.count { size = max(size / 2, 1) }
    }
  }

  private static func leaveOut(_ size: Int, _ best: inout ShadowFuzzReport.Finding) {
    var end = best.script.events.count
    while end > 0 {
      let start = max(end - size, 0)
      var script = best.script
      script.events.removeSubrange(start..<min(end, script.events.count))
      if let (complaint, count) = replay(script) {
        script.events.removeSubrange(count...)
        (best.script, best.complaint) = (script, complaint)
      }
      end = min(start, best.script.events.count)
    }
  }
}
