/// What one two-dimensional walk read and asked of the nested TLB, kept until it is known how it ends (``WalkTrail``).
struct NestedWalkTrail: WalkObserver, BitwiseCopyable {
  /// One translation of the second stage.
  struct Frame: BitwiseCopyable {
    /// The nested TLB's key.
    var key: UInt64
    /// The nested TLB's word.
    var word: UInt64
    /// Whether the nested TLB had it.
    var isHit: Bool
  }

  /// Entries read: the address of each, its level in the lowest three bits, ``guestBit`` if it is the guest's.
  private var places = InlineArray<32, UInt64>(repeating: 0)
  private var frames = InlineArray<8, Frame>(repeating: Frame(key: 0, word: 0, isHit: false))
  private(set) var placeCount = 0
  private(set) var frameCount = 0

  /// Marks a guest's entry, whose address is a guest physical one.
  static var guestBit: UInt64 { 1 << 63 }

  init() {}

  @inline(__always)
  mutating func reset() { (placeCount, frameCount) = (0, 0) }

  @inline(__always)
  mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel) {
    let mark = Space.kind == .guestPhysical ? Self.guestBit : 0
    places[placeCount & 31] = address.rawValue & ~7 | level.rawValue | mark
    placeCount &+= 1
  }

  @inline(__always)
  mutating func add(_ frame: Frame) {
    frames[frameCount & 7] = frame
    frameCount &+= 1
  }

  @inline(__always)
  mutating func place(_ position: Int) -> UInt64 { places[position & 31] }

  @inline(__always)
  mutating func frame(_ position: Int) -> Frame { frames[position & 7] }
}
