import MMUCore
import MMUReference
import Workload

/// Core and reference over copies of a batch's memory.
///
/// Addresses are the machine's own: both memories begin at physical address 0 and reach to the end of the arena. What lies
/// below the arena is never touched and takes no space.
public final class QEMUWalkers {
  let memory: GuestMemory
  let reference: ReferenceMemory<GuestPhysical>
  let batch: QEMUBatch
  private let buffer: MappedBuffer

  /// Copies of a batch's memory; `nil` when the host has no memory left.
  public init?(_ batch: QEMUBatch) {
    let end = batch.address(ofFrame: batch.frameCount)
    guard let buffer = MappedBuffer(byteCount: Int(end)) else { return nil }
    self.batch = batch
    self.buffer = buffer
    memory = GuestMemory(buffer.bytes)
    reference = ReferenceMemory(frameCount: Int(end / 4096))
    for (position, word) in batch.words.enumerated() where word != 0 {
      let address = GPA(batch.guest.arenaBase + UInt64(position * 8))
      memory.store(word, at: address)
      reference.setWord(word, at: address)
    }
  }

  /// What both expect of a case. Afterwards the memories hold what they held before.
  public func expect(_ access: QEMUCase) -> QEMUExpectations {
    var trace = GuestWalkTrace()
    let outcomes: QEMUWalkOutcomes
    switch access.controls {
    case .riscv(let controls): outcomes = walk(access, controls, &trace)
    case .aarch64(let controls): outcomes = walk(access, controls, &trace)
    case .x86(let controls): outcomes = walk(access, controls, &trace)
    }
    let marked = (0..<trace.count).map { trace[$0].address.rawValue }
    let apart = reference.differences(from: memory, inFrames: frames(access)).map(\.rawValue)
    let touched = Set(marked + apart)
    defer { restore(touched) }
    return QEMUExpectations(
      core: QEMUExpectation(outcomes.core, changes: changes(touched) { memory.load(at: $0) }),
      reference: QEMUExpectation(outcomes.reference, changes: changes(touched) { reference.word(at: $0) }))
  }

  /// The first word of the arena in which the memories are apart: after all cases there is none.
  public var difference: UInt64? {
    let first = Int(batch.guest.arenaBase / 4096)
    return reference.differences(from: memory, inFrames: first..<first + batch.frameCount).first?.rawValue
  }

  private func frames(_ access: QEMUCase) -> Range<Int> {
    let first = Int(batch.guest.arenaBase / 4096)
    return first + access.frames.lowerBound..<first + access.frames.upperBound
  }

  private func changes(_ touched: Set<UInt64>, _ load: (GPA) -> UInt64?) -> [UInt64: UInt64] {
    var changes: [UInt64: UInt64] = [:]
    for address in touched {
      if let word = load(GPA(address)), word != batch.word(at: address) { changes[address] = word }
    }
    return changes
  }

  private func restore(_ touched: Set<UInt64>) {
    for address in touched {
      guard let word = batch.word(at: address) else { continue }
      memory.store(word, at: GPA(address))
      reference.setWord(word, at: GPA(address))
    }
  }
}
