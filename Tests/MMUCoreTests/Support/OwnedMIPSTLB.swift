import MMUCore
import Testing
import Workload

/// A ``MIPSTLB`` with its storage.
struct OwnedMIPSTLB<Format: MIPSTLBFormat> {
  private let buffer: MappedBuffer
  var tlb: MIPSTLB<Format>

  init(count: Int = Format.entryCount) throws {
    buffer = try #require(MappedBuffer(byteCount: count * MemoryLayout<Format.Entry>.stride))
    let storage = buffer.bytes.bindMemory(to: Format.Entry.self)
    tlb = MIPSTLB(storage: UnsafeMutableBufferPointer(rebasing: storage.prefix(count)))
  }
}

extension MIPSOutcome {
  /// The translation, if there is one.
  var translation: GuestTranslation? {
    if case .mapped(let translation) = self { return translation }
    return nil
  }

  /// The exception, if there is one.
  var exception: MIPSException? {
    if case .exception(let exception) = self { return exception }
    return nil
  }
}
