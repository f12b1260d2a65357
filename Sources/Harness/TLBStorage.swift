import MMUCore
import Workload

/// Owns the storage of one ``SetAssociativeTLB``.
package struct TLBStorage<Payload: BitwiseCopyable> {
  private let words: MappedBuffer
  private let payloads: MappedBuffer
  private let geometry: TLBGeometry

  package init(_ geometry: TLBGeometry) {
    let payloadBytes = geometry.capacity * MemoryLayout<Payload>.stride
    guard let words = MappedBuffer(byteCount: geometry.wordCount * 8),
      let payloads = MappedBuffer(byteCount: payloadBytes)
    else { fatalError("no host memory left") }
    self.words = words
    self.payloads = payloads
    self.geometry = geometry
  }

  /// An empty TLB in this storage.
  package func makeTLB(seed: UInt64 = 1) -> SetAssociativeTLB<Payload> {
    SetAssociativeTLB(
      geometry, words: words.bound(to: UInt64.self), payloads: payloads.bytes.bindMemory(to: Payload.self), seed: seed)
  }
}
