/// Why a guest under shadow paging cannot go on.
public enum ShadowProfilerError: Error, Equatable, Sendable {
  /// The host gives no memory for the guest.
  case outOfMemory
  /// The accesses touch more than the guest's memory.
  case outOfGuestMemory(byteCount: UInt64)
  /// The guest's tables have a fault there that no operating system could mend.
  case untranslatable(address: UInt64)
}

extension ShadowProfilerError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .outOfMemory: "the system refuses the memory for a guest under shadow paging; raise the limit (ulimit -v)"
    case .outOfGuestMemory(let byteCount):
      "the accesses touch more than the \(byteCount >> 30) GiB of a guest under shadow paging; take a smaller --footprint"
    case .untranslatable(let address):
      "address 0x\(String(address, radix: 16)) cannot be mapped in a guest under shadow paging"
    }
  }
}
