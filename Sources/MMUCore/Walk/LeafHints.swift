/// Where the leaf tables of recently walked addresses lie on the machine, so that a leaf entry can be fetched ahead of a walk.
///
/// A guess for the host's caches alone, as ``DirectoryHints``: nothing that is counted or translated depends on it, and it need not be
/// right.
struct LeafHints<Format: PagingFormat>: BitwiseCopyable {
  /// A table's frame, and in the lowest twelve bits part of the number of the region that it maps.
  private let words: UnsafeMutablePointer<UInt64>

  /// How many 8-byte words hints take: a power of two, enough for 2 GiB of 4 KiB pages.
  static var wordCount: Int { 1024 }

  private static var frameMask: UInt64 { 0x000F_FFFF_FFFF_F000 }

  /// No hints, in the caller's storage.
  init(words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(words.count >= Self.wordCount, "storage too small")
    self.words = words.baseAddress.unsafelyUnwrapped
    // Nothing lies in the machine's last frame.
    for index in 0..<Self.wordCount { self.words[index] = Self.frameMask }
  }

  @inline(__always)
  private func place(of region: UInt64) -> UnsafeMutablePointer<UInt64> {
    words + Int(truncatingIfNeeded: region & UInt64(Self.wordCount &- 1))
  }

  @inline(__always)
  private static func region(of address: Address<Format.Input>) -> UInt64 {
    address.rawValue &>> UInt64(Format.pageSize(at: PageLevel.leaf.above).shift)
  }

  @inline(__always)
  private static func tag(_ region: UInt64) -> UInt64 { (region &>> 10) & 0xFFF }

  /// Notes where the leaf entry of an address was read, if it was one of the lowest level.
  @inline(__always)
  func note(_ entry: HPA, at level: PageLevel, for address: Address<Format.Input>) {
    guard level == .leaf else { return }
    let region = Self.region(of: address)
    place(of: region).pointee = entry.rawValue & Self.frameMask | Self.tag(region)
  }

  /// Where the leaf entry of an address may lie.
  @inline(__always)
  func leafEntry(for address: Address<Format.Input>, _ rules: Format.Rules) -> HPA? {
    let region = Self.region(of: address)
    let word = place(of: region).pointee
    guard word & 0xFFF == Self.tag(region) else { return nil }
    return HPA(word & Self.frameMask | Format.entryOffset(of: address, at: .leaf, rules))
  }
}
