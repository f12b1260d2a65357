import Testing
import Workload

@Suite struct RandomGeneratorTests {
  /// The published first numbers of SplitMix64 for seed 1234567.
  @Test func mixesSeedsAsPublished() {
    var mixer = SplitMix64(seed: 1_234_567)
    let numbers = (0..<5).map { _ in mixer.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  /// A transcription of the authors' C, kept apart from the one under test.
  @Test func generatesAsXoshiro256StarStar() {
    var mixer = SplitMix64(seed: 42)
    var s = (0..<4).map { _ in mixer.next() }
    func rotl(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    var generator = RandomGenerator(seed: 42)
    for _ in 0..<1000 {
      let result = rotl(s[1] &* 5, 7) &* 9
      let t = s[1] << 17
      s[2] ^= s[0]
      s[3] ^= s[1]
      s[1] ^= s[2]
      s[0] ^= s[3]
      s[2] ^= t
      s[3] = rotl(s[3], 45)
      #expect(generator.next() == result)
    }
  }

  @Test func staysBelowABound() {
    var generator = RandomGenerator(seed: 3)
    for bound in [1, 2, 3, 1000, UInt64.max] {
      for _ in 0..<100 { #expect(generator.next(below: bound) < bound) }
    }
  }
}
