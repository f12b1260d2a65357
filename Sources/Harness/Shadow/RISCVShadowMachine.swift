import MMUCore
import Workload

/// A RISC-V guest in shadow tables of a format.
struct RISCVShadowMachine<Guest: RISCVFormat & ShadowedFormat, Host: RISCVShadowHost, Policy: SyncPolicy>: ShadowMachine
where Guest.Root == GPA {
  typealias MMU = ShadowMMU<Guest, Host, Policy>
  private let buffers: ShadowBuffers
  private let storage: ShadowProcessors<MMU.Processor>
  private var mmu: MMU
  private var asids: [ASID]

  init?(_ settings: ShadowSettings) {
    guard let buffers = ShadowBuffers(guestFrames: settings.memoryFrames, capacity: settings.capacity) else {
      return nil
    }
    self.buffers = buffers
    storage = ShadowProcessors(count: settings.processorCount) {
      let controls = RISCVControls.hardwareAccessedDirty | .napot
      return MMU.Processor(
        walker: PageWalker(memory: buffers.guest, root: GPA(0), rules: RISCVRules(controls: controls)),
        shadow: ShadowProcessor(
          tlb: buffers.tlb(entries: 64), roots: buffers.rootStorage(), rules: Host.rules(under: controls),
          format: Guest.code, mode: Self.mode(controls)))
    }
    mmu = ShadowMMU(pager: buffers.pager(Host.self, Policy.self, options: settings.options), processors: storage.buffer)
    asids = Array(repeating: ASID(0), count: settings.processorCount)
    for number in asids.indices where !mmu.loadRoot(GPA(0), on: number) { return nil }
  }

  var memory: GuestMemory { buffers.guest }

  mutating func perform(_ request: ShadowRequest, on processor: Int) -> ShadowReply {
    if case .loadRoot(_, let asid, _) = request { asids[processor] = asid }
    return mmu.perform(request, on: processor)
  }

  mutating func setControls(_ controls: UInt64, on processor: Int) -> Bool {
    let controls = RISCVControls(rawValue: UInt8(truncatingIfNeeded: controls & 7)) | .napot
    return mmu.setRules(
      RISCVRules(controls: controls), Self.mode(controls), Host.rules(under: controls), pcid: asids[processor],
      on: processor)
  }

  mutating func audit() -> String? { mmu.audit().map { "audit: \($0)" } }

  private static func mode(_ controls: RISCVControls) -> ShadowMode {
    var mode = ShadowMode.none
    if controls.contains(.supervisorUserMemory) { mode |= .supervisorUserMemory }
    if controls.contains(.makeExecutableReadable) { mode |= .makeExecutableReadable }
    if controls.contains(.hardwareAccessedDirty) { mode |= .hardwareAccessedDirty }
    return mode
  }
}

/// A format of shadow tables that can stand in for a RISC-V guest's.
protocol RISCVShadowHost: ShadowHostFormat {
  /// The hardware's rules under a guest with these controls.
  static func rules(under controls: RISCVControls) -> Rules
}

extension RISCVShadow39: RISCVShadowHost {
  static func rules(under controls: RISCVControls) -> RISCVRules { RISCVRules(controls: controls) }
}

extension X86Shadow4: RISCVShadowHost {
  /// A supervisor never fetches from user pages, and reads them only with SUM.
  static func rules(under controls: RISCVControls) -> X86Rules {
    rules(under: controls.contains(.supervisorUserMemory) ? X86Controls.smep : .smep | .smap)
  }
}
