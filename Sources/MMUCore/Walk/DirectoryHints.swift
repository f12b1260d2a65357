/// Where the page directories of recently walked addresses lie, so that a leaf entry can be fetched ahead of a walk by one
/// load instead of three.
///
/// A guess for the host's caches alone: nothing that is counted or translated depends on it, and it need not be right.
struct DirectoryHints: BitwiseCopyable {
  /// Pairs of an address's bits from 30 up and the directory.
  private let pairs: UnsafeMutablePointer<UInt64>

  /// A power of two.
  private static var count: Int { 16 }

  /// How many 8-byte words hints take.
  static var wordCount: Int { 2 * count }

  init(words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(words.count >= Self.wordCount, "storage too small")
    pairs = words.baseAddress.unsafelyUnwrapped
    forget()
  }

  /// Forgets everything: another address space begins.
  func forget() {
    for index in 0..<Self.wordCount { pairs[index] = ~0 }
  }

  /// Asks the host's caches for the leaf entry of an address, as ``PageWalker/prefetchLeafEntry(for:)`` does.
  @inline(__always)
  func prefetchLeafEntry(for gva: GVA, _ walker: PageWalker<X86Long4>) {
    let region = gva.rawValue &>> UInt64(PageSize.gib1.shift)
    let pair = pairs + 2 &* Int(truncatingIfNeeded: region & UInt64(Self.count &- 1))
    guard pair[0] == region || learn(gva, region, pair, walker) else { return }
    let directory = WalkPosition<GuestPhysical>(table: GPA(pair[1]), level: PageLevel(2), inherited: ~0)
    guard let entry = walker.memory.load(at: X86Long4.entryAddress(in: directory, for: gva, walker.rules)),
      case .table(let table) = X86Long4.follow(entry, in: directory, walker.rules)
    else { return }
    walker.memory.prefetch(X86Long4.entryAddress(in: table, for: gva, walker.rules))
  }

  /// Follows the tables to the page directory.
  @inline(never)
  private func learn(
    _ gva: GVA, _ region: UInt64, _ pair: UnsafeMutablePointer<UInt64>, _ walker: PageWalker<X86Long4>
  ) -> Bool {
    guard case .table(var position) = X86Long4.begin(walker.root, gva, walker.rules) else { return false }
    while position.level > PageLevel(2) {
      guard let entry = walker.memory.load(at: X86Long4.entryAddress(in: position, for: gva, walker.rules)),
        case .table(let next) = X86Long4.follow(entry, in: position, walker.rules)
      else { return false }
      position = next
    }
    pair[0] = region
    pair[1] = position.table.rawValue
    return true
  }
}
