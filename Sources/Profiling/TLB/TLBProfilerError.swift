import MMUCore

/// Why a simulation cannot go on.
public enum TLBProfilerError: Error, Equatable, Sendable {
  /// The host gives no memory for the page tables.
  case outOfMemory(byteCount: Int)
  /// The accesses touch so many pages that their tables do not fit.
  case outOfTableMemory(byteCount: Int)
  /// The accesses touch more pages of a size than guest physical addresses of 48 bits can name.
  case outOfDataFrames(PageSize)
  /// 4-level paging cannot translate the address: its bits 63 to 47 are not all equal.
  case untranslatable(address: UInt64)
}

extension TLBProfilerError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .outOfMemory(let byteCount):
      "the system refuses \(byteCount >> 20) MiB of address space for page tables; raise the limit (ulimit -v)"
    case .outOfTableMemory(let byteCount):
      "the page tables do not fit into \(byteCount >> 20) MiB of guest memory; use larger pages (--page-size 2M)"
    case .outOfDataFrames(let size):
      "the accesses touch more \(size.name) pages than 48 bits of physical address can name; use smaller pages "
        + "(--page-size)"
    case .untranslatable(let address):
      "address 0x\(String(address, radix: 16)) is not canonical: 4-level paging translates 48 bits"
    }
  }
}
