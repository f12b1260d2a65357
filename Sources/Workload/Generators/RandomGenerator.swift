/// The random numbers of workloads: xoshiro256**, seeded by SplitMix64. The same seed gives the same numbers everywhere.
///
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4), 2021.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator of a seed.
  public init(seed: UInt64) {
    var mixer = SplitMix64(seed: seed)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// The next 64 bits.
  @inline(__always)
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product &<< 7 | product &>> 57) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 &<< 45 | state.3 &>> 19
    return result
  }

  /// A number below a bound. Scaling favours some numbers by a part in 2⁶⁴ ÷ bound, which no simulation can see, and
  /// always takes one step.
  @inline(__always)
  public mutating func next(below bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }
}
