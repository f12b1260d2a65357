import MMUCore
import MMUReference
import Workload

/// Walks tables of random bytes: whatever a guest writes, a walk ends with an outcome, the same as the reference's.
///
/// Half of the rounds keep the bytes as they are, and most walks leave the memory soon. The others keep the addresses
/// in the memory, so that walks go deep, into loops and into themselves.
struct FormatFuzz<Subject: FormatSubject> {
  /// A power of two: 32 tables of 4 KiB, or 8 larger ones.
  private static var frameCount: Int { max(32, 8 * Int(Subject.tableBytes / 4096)) }
  private static var walksARound: Int { 16_384 }

  /// Makes so many walks.
  static func run(seed: UInt64, walks: Int) -> DifferentialReport {
    var report = DifferentialReport(subject: .walk(Subject.name), seed: seed)
    var random = SplitMix64(seed: seed)
    guard let twin = TwinMemory<Subject.Format.Output>(frameCount: frameCount) else {
      fatalError("no host memory left")
    }
    while report.accesses < walks && report.disagreement == nil {
      round(min(walksARound, walks - report.accesses), twin, &random, &report)
    }
    return report
  }

  private static func round(
    _ walks: Int, _ twin: TwinMemory<Subject.Format.Output>, _ random: inout SplitMix64,
    _ report: inout DifferentialReport
  ) {
    let subject = Subject(&random)
    let isConfined = random.oneIn(2)
    let roots = (0..<4).map { _ in root(subject, &random) }
    for word in 0..<(frameCount * 512) {
      twin.store(bytes(isConfined: isConfined, &random), at: Address(UInt64(word * 8)))
    }
    let walker = PageWalker<Subject.Format>(memory: twin.core, root: subject.root(roots), rules: subject.rules)
    var comparison = FormatComparison(
      twin: twin, core: walker, reference: subject.reference(twin.reference, roots)
    ) { subject.difference(inReportOf: $0, $1, $2, $3) }
    let inputMask: UInt64 = (1 << UInt64(subject.inputBits)) - 1
    for _ in 0..<walks {
      let bits = random.next() & inputMask
      let address = random.oneIn(20) ? Address(random.next()) : subject.canonical(bits)
      let disagreement = comparison.compare(address, random.pick(GuestAccess.everyClass))
      report.count(comparison.latest)
      if let disagreement { return report.disagree("\(disagreement) under \(subject)") }
    }
    if let difference = twin.difference { report.disagree(difference) }
    let addresses = (0..<200).map { _ in subject.canonical(random.next() & inputMask) }
    let difference = BatchComparison.difference(walker, addresses, random.pick(GuestAccess.everyClass))
    if let difference { report.disagree("\(difference) under \(subject)") }
  }

  /// A root that is aligned as registers make it, now and then above the memory.
  private static func root(_ subject: Subject, _ random: inout SplitMix64) -> Address<Subject.Format.Output> {
    let size = max(subject.rootBytes, Subject.tableBytes, 4096)
    if random.oneIn(16) { return Address((random.next() >> 26) / size * size) }
    return Address(UInt64(random.below(frameCount / Int(size / 4096))) * size)
  }

  /// A word of one or two entries.
  private static func bytes(isConfined: Bool, _ random: inout SplitMix64) -> UInt64 {
    let word = random.next()
    guard isConfined else { return word }
    // Present, more often than chance has it.
    let sound = random.oneIn(4) ? word : word | (Subject.Format.entrySize == .bytes4 ? 0x1_0000_0001 : 1)
    let lowest = UInt64(Subject.addressBits.lowerBound)
    let shift = lowest == 10 ? UInt64(10) : 12
    let inMemory = ((UInt64(frameCount) - 1) << shift) | ((1 << lowest) - 1)
    let highest = UInt64(Subject.addressBits.upperBound)
    if highest == 31 { return sound & (inMemory & 0xFFFF_FFFF | inMemory << 32) }
    // Bits above the address are reserved in some formats: mostly clear.
    return sound & (random.oneIn(4) ? inMemory | ~((2 << highest) - 1) : inMemory)
  }
}
