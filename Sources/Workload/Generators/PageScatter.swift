/// A seeded bijection of `0 ..< count`: popular pages are not neighbours.
///
/// Multiplying by an odd number and XORing with a shifted copy are bijections of a power of two of numbers. A result past
/// the end goes in again until one is not (cycle walking: Black and Rogaway, "Ciphers with Arbitrary Finite Domains",
/// CT-RSA 2002).
package struct PageScatter {
  private let count: UInt64
  private let mask: UInt64
  private let shift: UInt64
  private let multipliers: (UInt64, UInt64, UInt64)

  /// The bijection of a seed.
  package init(count: UInt64, seed: UInt64) {
    precondition(count > 0, "nothing to scatter")
    var mixer = SplitMix64(seed: seed)
    let bits = UInt64(64 - (count - 1).leadingZeroBitCount)
    self.count = count
    mask = 1 << bits - 1
    shift = max(1, bits / 2)
    multipliers = (mixer.next() | 1, mixer.next() | 1, mixer.next() | 1)
  }

  /// The page of a rank.
  @inline(__always)
  package func page(of rank: UInt64) -> UInt64 {
    var page = rank
    repeat {
      page = (page &* multipliers.0) & mask
      page = ((page ^ page &>> shift) &* multipliers.1) & mask
      page = ((page ^ page &>> shift) &* multipliers.2) & mask
      page ^= page &>> shift
    } while page >= count
    return page
  }
}
