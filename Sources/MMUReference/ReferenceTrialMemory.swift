import MMUCore

/// A memory for walks on trial: it shows what another memory holds, notes what is read of it, and keeps what is written for
/// itself.
///
/// Words can be shown otherwise than they are, so that a walk can be asked what it would have found earlier.
public final class ReferenceTrialMemory: ReferenceMemory<GuestPhysical> {
  /// One word that a walk read.
  public struct Read {
    /// The word's address divided by 8.
    public var number: Int
    /// What it was shown.
    public var shown: UInt64
    /// What it holds after the walk.
    public var value: UInt64
  }

  /// The memory that is shown.
  public let base: GuestMemory
  /// The words that were read since ``begin()``, in order, each once.
  public private(set) var reads: [Read] = []
  /// What is shown instead of the words that are read first, second and so on; past its end, what the memory holds.
  public var substitutes: [UInt64?] = []

  /// A memory over another.
  public init(over base: GuestMemory) {
    self.base = base
    super.init(frameCount: 0)
    reads.reserveCapacity(16)
  }

  /// Not to be used: a memory of its own has nothing to show.
  public required init(frameCount: Int) { fatalError("a trial memory lies over another") }

  /// Forgets what was read and written.
  public func begin() { reads.removeAll(keepingCapacity: true) }

  /// Whether the walk wrote anything.
  public var isChanged: Bool { reads.contains { $0.shown != $0.value } }

  public override var frameCount: Int { Int(base.frameCount) }

  public override func word(at address: GPA) -> UInt64? {
    guard address.rawValue < base.byteCount else { return nil }
    return reads[position(of: address)].value
  }

  public override func setWord(_ word: UInt64, at address: GPA) {
    guard address.rawValue < base.byteCount else { return }
    reads[position(of: address)].value = word
  }

  private func position(of address: GPA) -> Int {
    let number = Int(address.rawValue / 8)
    for position in reads.indices where reads[position].number == number { return position }
    let held = base.base.load(fromByteOffset: number * 8, as: UInt64.self)
    let position = reads.count
    let shown = position < substitutes.count ? substitutes[position] ?? held : held
    reads.append(Read(number: number, shown: shown, value: shown))
    return position
  }
}
