/// Where the leaf tables of recently walked addresses lie on the machine, so that a leaf entry can be fetched ahead of a walk.
///
/// A guess for the host's caches alone, as ``DirectoryHints``: nothing that is counted or translated depends on it, and it need not be
/// right.
struct LeafHints<Format: PagingFormat>: BitwiseCopyable {
  /// Tables' frames, by the numbers of the regions that they map.
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
  private func place(of address: Address<Format.Input>) -> UnsafeMutablePointer<UInt64> {
    let region = address.rawValue &>> UInt64(Format.pageSize(at: PageLevel.leaf.above).shift)
    return words + Int(truncatingIfNeeded: region & UInt64(Self.wordCount &- 1))
  }

  /// Notes where the leaf entry of an address was read, if it was one of the lowest level.
  @inline(__always)
  func note(_ entry: HPA, at level: PageLevel, for address: Address<Format.Input>) {
    if level == .leaf { place(of: address).pointee = entry.aligned(to: .kib4).rawValue }
  }

  /// Where the leaf entry of an address may lie.
  @inline(__always)
  func leafEntry(for address: Address<Format.Input>, _ rules: Format.Rules) -> HPA {
    HPA(place(of: address).pointee | Format.entryOffset(of: address, at: .leaf, rules))
  }
}
