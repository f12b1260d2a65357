/// The random numbers of ``ReplacementPolicy/random``: Marsaglia's xorshift64* from a seed, so that a run repeats.
///
/// Source: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", ACM TOMS 42(4), 2016,
/// with shifts (12, 25, 27) and multiplier M32.
public struct VictimGenerator: Sendable, BitwiseCopyable {
  private var state: UInt64

  /// A generator; a seed of zero, which xorshift cannot leave, becomes a fixed other one.
  public init(seed: UInt64) { state = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed }

  /// A way out of `ways`, from the upper half of the next number scaled to the range.
  @inline(__always)
  public mutating func next(ways: Int) -> Int {
    state ^= state &>> 12
    state ^= state &<< 25
    state ^= state &>> 27
    let upper = (state &* 2_685_821_657_736_338_717) &>> 32
    return Int(truncatingIfNeeded: (upper &* UInt64(ways)) &>> 32)
  }
}
