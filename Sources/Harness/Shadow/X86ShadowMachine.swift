import MMUCore
import Workload

/// An x86 guest in 5-level shadow tables.
struct X86ShadowMachine<Policy: SyncPolicy>: ShadowMachine {
  typealias Host = X86Shadow5
  private let buffers: ShadowBuffers
  private let storage: ShadowProcessors<X86ShadowProcessor<Host>>
  private var mmu: X86ShadowMMU<Host, Policy>

  init?(_ settings: ShadowSettings) {
    guard let buffers = ShadowBuffers(guestFrames: settings.memoryFrames, capacity: settings.capacity) else {
      return nil
    }
    self.buffers = buffers
    storage = ShadowProcessors(count: settings.processorCount) {
      X86ShadowProcessor(
        state: X86PagingState(cr0: 0, cr3: 0, cr4: 0, enablesLongMode: false), noExecute: false,
        tlb: buffers.tlb(entries: 64), roots: buffers.rootStorage())
    }
    mmu = X86ShadowMMU(
      pager: buffers.pager(Host.self, Policy.self, options: settings.options), processors: storage.buffer)
    for number in 0..<settings.processorCount { mmu.reload(on: number) }
  }

  var memory: GuestMemory { buffers.guest }

  mutating func perform(_ request: ShadowRequest, on processor: Int) -> ShadowReply {
    mmu.perform(request, on: processor)
  }

  mutating func setControls(_ controls: UInt64, on processor: Int) -> Bool { true }

  mutating func audit() -> String? { mmu.audit().map { "audit: \($0)" } }
}
