import Regression

/// A window of stored runs: processes that ran one after another, from a random one on, in random roles.
///
/// Neighbours stay neighbours, so that the host's drift is in the pairs as it was. What comes after the last is the first.
struct WindowSource: ProcessSource {
  /// Where the three processes of a pair come from.
  enum Truth {
    /// All three are the same program.
    case same([[String: Double]])
    /// Base and control are the one and head the other; of each block of a b b a, both a and one b.
    case different(base: [[String: Double]], head: [[String: Double]])
  }

  private let truth: Truth
  private var random: SplitMix64
  private var place: Int
  private var pair: [Arm: [String: Double]] = [:]

  init(_ truth: Truth, seed: UInt64) {
    self.truth = truth
    random = SplitMix64(state: seed)
    place = Int.random(in: 0..<10_000, using: &random)
  }

  mutating func run(_ arm: Arm, _ names: [String]) throws -> [String: Double] {
    if pair[arm] == nil { draw() }
    return pair.removeValue(forKey: arm) ?? [:]
  }

  private mutating func draw() {
    switch truth {
    case .same(let processes):
      let three = (0..<3).map { processes[(place * 3 + $0) % processes.count] }.shuffled(using: &random)
      pair = [.base: three[0], .head: three[1], .control: three[2]]
    case .different(let base, let head):
      let block = place % (base.count / 2) * 2
      let two = [base[block], base[block + 1]].shuffled(using: &random)
      pair = [.base: two[0], .control: two[1], .head: head[block + Int.random(in: 0...1, using: &random)]]
    }
    place += 1
  }
}

/// Random numbers that are the same in every run.
///
/// Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
