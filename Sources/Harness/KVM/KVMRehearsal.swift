import CKVM
import MMUCore
import MMUReference
import Workload

/// The oracle's cases put to core and reference alone, for a machine with every feature: what can be tested of a format
/// where no KVM runs it.
package struct KVMRehearsal {
  package private(set) var translated = 0
  package private(set) var faults: [PageFault.Reason: Int] = [:]
  package private(set) var refusedRoots = 0
  package private(set) var marking = 0
  package private(set) var disagreement: String?

  private static let features = ckvm_features(
    max_physical_address_bits: 40, pse: true, pge: true, pse36: true, nx: true, page_1gib: true, smep: true, smap: true,
    pku: true, pks: true, la57: true)

  /// Compares so many cases, up to the first disagreement.
  package static func run(_ format: any KVMFormat.Type, seed: UInt64, cases: Int) -> KVMRehearsal {
    var rehearsal = KVMRehearsal()
    var random = SplitMix64(seed: seed)
    for _ in 0..<cases / 500 { rehearsal.compare(format, cases: 500, &random) }
    return rehearsal
  }

  private mutating func compare(_ type: any KVMFormat.Type, cases: Int, _ random: inout SplitMix64) {
    let pages = GPA(UInt64(type.tableFrameCount * 4096))..<GPA(16 << 20)
    let traits = KVMTraits(
      features: KVMFeatures(Self.features), pages: pages, reservesGlobalAboveLeaves: false, unreachableByUser: [])
    let format = type.init(traits, &random)
    guard let twin = TwinMemory<GuestPhysical>(frameCount: 4096) else { fatalError("no host memory left") }
    for address in format.words { twin.store(format.word(at: address, &random), at: address) }
    for _ in 0..<cases where disagreement == nil {
      let asked = KVMCase(
        configuration: type.configuration(traits, &random), root: random.pick(format.roots),
        gva: format.address(&random), access: random.pick(GuestAccess.everyClass))
      compare(asked, type, twin)
      let address = random.pick(format.words)
      twin.store(format.word(at: address, &random), at: address)
    }
  }

  private mutating func compare(_ asked: KVMCase, _ format: any KVMFormat.Type, _ twin: TwinMemory<GuestPhysical>) {
    var trace = GuestWalkTrace()
    let outcome = format.walkCore(asked, twin.core, &trace)
    let core = KVMOutcome(outcome, to: asked, format)
    let reference = format.walkReference(asked, twin.reference)
    switch outcome {
    case nil: refusedRoots += 1
    case .fault(let fault): faults[fault.reason, default: 0] += 1
    case .mapped: translated += 1
    }
    let steps = (0..<trace.count).map { trace[$0] }
    if steps.contains(where: { twin.core.loadEntry(at: $0.address, format.entrySize) != $0.entry }) { marking += 1 }
    if core != reference { disagreement = "\(asked): core: \(core); reference: \(reference)" }
    let differences = twin.reference.differences(from: twin.core, inFrames: 0..<format.tableFrameCount)
    if let address = differences.first { disagreement = "\(asked): \(twin.difference(at: address))" }
  }
}
