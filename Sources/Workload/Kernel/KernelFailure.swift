/// Why a guest's kernel cannot go on.
public enum KernelFailure: Error, Equatable, Sendable {
  /// No frame is left.
  case outOfMemory
  /// A program touched what it never mapped.
  case badAccess(address: UInt64)
}

extension KernelFailure: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .outOfMemory: "the guest's memory is full; take a smaller --footprint or fewer processes"
    case .badAccess(let address): "the guest's program touched 0x\(String(address, radix: 16)), which it never mapped"
    }
  }
}
