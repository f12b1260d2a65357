/// xorshift64*: Vigna 2016, shifts 12, 25, 27, multiplier 2685821657736338717; the upper 32 bits, scaled.
struct ReferenceRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed }

  mutating func way(of ways: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    let upper = (state &* 2_685_821_657_736_338_717) / (1 << 32)
    return Int(upper * UInt64(ways) / (1 << 32))
  }
}
