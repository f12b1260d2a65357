import MMUCore
import MMUReference
import Workload

/// Compares core and reference with what KVM does: random tables, addresses, accesses and controls.
///
/// Guest code in a virtual machine makes each access. Compared are where it goes or which exception it raises, with error
/// code and CR2, and every word of the tables afterwards.
public struct KVMOracle {
  /// The memory of a machine: tables, a few 2 MiB pages, and the machine's own pages.
  static let memoryByteCount = 16 << 20
  /// Machines of other address widths than KVM's own offer: they make reserved bits of address bits.
  private static let addressWidths: [UInt8?] = [nil, 40]
  /// Each stretch of a run has tables of its own.
  private static let epochLength = 512

  private let formats: [any KVMFormat.Type]
  private let corpusFolder: String?
  private let distort: @Sendable (X86Configuration) -> X86Configuration
  private var report: KVMReport

  /// Compares so many cases, shared evenly among the formats and machines that run here.
  ///
  /// - Parameters:
  ///   - corpusFolder: where each case found different is kept; nowhere, if it is `nil`.
  ///   - progress: told, again and again, how many cases have been compared.
  /// - Throws: ``KVMFailure`` if no machine can be made, or if the host refuses a step on the way.
  public static func run(
    seed: UInt64, cases: Int, corpusFolder: String? = nil, formats: [any KVMFormat.Type] = KVMFormats.all,
    progress: (Int) -> Void = { _ in }
  ) throws(KVMFailure) -> KVMReport {
    try run(seed: seed, cases: cases, corpusFolder: corpusFolder, formats: formats, progress: progress) { $0 }
  }

  /// Compares with a core that is given another configuration.
  package static func run(
    seed: UInt64, cases: Int, corpusFolder: String?, formats: [any KVMFormat.Type] = KVMFormats.all,
    progress: (Int) -> Void = { _ in },
    distortion: @escaping @Sendable (X86Configuration) -> X86Configuration
  ) throws(KVMFailure) -> KVMReport {
    var oracle = KVMOracle(
      formats: formats, corpusFolder: corpusFolder, distort: distortion, report: KVMReport(seed: seed))
    try oracle.compare(cases: cases, progress)
    return oracle.report
  }

  /// What a run could not compare on this machine.
  ///
  /// - Throws: ``KVMFailure`` if no machine can be made.
  public static func notCovered() throws(KVMFailure) -> [String] {
    var oracle = KVMOracle(formats: KVMFormats.all, corpusFolder: nil, distort: { $0 }, report: KVMReport(seed: 0))
    _ = try oracle.usableSubjects()
    return oracle.report.notCovered
  }

  private mutating func compare(cases: Int, _ progress: (Int) -> Void) throws(KVMFailure) {
    let subjects = try usableSubjects()
    var seeds = SplitMix64(seed: report.seed)
    for (position, subject) in subjects.enumerated() {
      let end = cases * (position + 1) / subjects.count
      while report.caseCount < end && !report.isFull {
        let length = min(Self.epochLength, end - report.caseCount)
        try compare(subject, seed: seeds.next(), cases: length)
        progress(report.caseCount)
      }
    }
  }

  // MARK: What can be compared here

  private struct Subject {
    let machine: KVMMachine
    let traits: KVMTraits
    let format: any KVMFormat.Type
  }

  private mutating func usableSubjects() throws(KVMFailure) -> [Subject] {
    var subjects: [Subject] = []
    for width in Self.addressWidths {
      let machine = try KVMMachine(byteCount: Self.memoryByteCount, maxPhysicalAddressBits: width)
      let probe = KVMProbe(machine)
      guard try probe.honoursAddressBits() else {
        report.leaveOut("MAXPHYADDR below the processor's")
        continue
      }
      let isReserved = try probe.reservesGlobalAboveLeaves()
      if isReserved { report.leaveOut("bit 8 of entries that lead from level 4 or 3 to tables (reserved here)") }
      let unreachable = try probe.unreachableByUser()
      for range in unreachable {
        let (first, end) = (range.lowerBound.hexadecimal, range.upperBound.hexadecimal)
        report.leaveOut("CPL 3 from \(first) to \(end) (KVM faults there whatever the tables say)")
      }
      for name in machine.features.missing { report.leaveOut(name) }
      for mode in KVMMode.allCases where !machine.supports(mode) { report.leaveOut("mode \(mode.rawValue)") }
      subjects += formats.filter { machine.supports($0.mode) }.map { format in
        let traits = KVMTraits(
          features: machine.features, pages: GPA(UInt64(format.tableFrameCount * 4096))..<machine.reservedBase,
          reservesGlobalAboveLeaves: isReserved, unreachableByUser: unreachable)
        return Subject(machine: machine, traits: traits, format: format)
      }
    }
    return subjects
  }

  // MARK: One stretch

  private mutating func compare(_ subject: Subject, seed: UInt64, cases: Int) throws(KVMFailure) {
    guard let world = KVMWorld(subject.machine, subject.format) else { fatalError("no host memory left") }
    var epoch = KVMEpoch(world: world, traits: subject.traits, format: subject.format, seed: seed)
    epoch.examiner.distort = distort
    for _ in 0..<cases where !report.isFull {
      let asked = epoch.next()
      let comparison = try epoch.examiner.examine(asked)
      report.counts[subject.format.name, default: KVMCounts()].count(comparison, epoch.examiner)
      if comparison.difference != nil { keep(comparison, world, subject.format) }
    }
  }

  private mutating func keep(_ comparison: KVMComparison, _ world: KVMWorld, _ format: any KVMFormat.Type) {
    var difference = KVMDifference(format: format.name, comparison: comparison, file: nil)
    if let corpusFolder {
      let corpus = KVMCorpus(format: format, asked: comparison.asked, memory: world.core)
      let name = "kvm-\(format.name)-seed\(report.seed)-case\(report.caseCount).txt"
      do {
        let text = corpus.text(remarks: [difference.description])
        let path = try CorpusText.write(text, into: corpusFolder, name: name)
        difference = KVMDifference(format: format.name, comparison: comparison, file: path)
      } catch {
        report.leaveOut("keeping \(name), which could not be written: \(error)")
      }
    }
    report.differences.append(difference)
  }
}
