/// Ranks drawn with a chance proportional to (rank + 1)^−exponent.
///
/// Ranks are cut into bands whose first is at most a 64th more popular than their last. An alias table chooses the band
/// as if all its ranks were as popular as the first, a uniform draw the rank, and the little that this is too often is
/// rejected. A table of all ranks would miss the host's caches at every draw; this one stays in the first of them.
///
/// Source: Devroye, "Non-Uniform Random Variate Generation", Springer 1986, sections II.3 (rejection, with a squeeze) and
/// III.4 (strips).
struct ZipfDistribution {
  /// Neighbouring ranks.
  private struct Band {
    /// The first rank.
    let first: UInt64
    /// How many ranks.
    let width: UInt64
    /// The last rank's popularity relative to the first's, in 2³²nds: a coin below it accepts any rank of the band.
    let squeeze: UInt64
  }

  private let bands: [Band]
  private let table: AliasTable
  private let exponent: Double

  /// The bands that a doubling of the rank is cut into.
  private static let bandsPerOctave: UInt64 = 64

  /// The distribution over `0 ..< count`.
  init(count: UInt64, exponent: Double) {
    precondition((1...1 << 36).contains(count), "1 to 2³⁶ ranks")
    self.exponent = exponent
    var bands: [Band] = []
    var first: UInt64 = 0
    while first < count {
      let width = min(max(1, Self.octave(of: first) / Self.bandsPerOctave), count - first)
      let last = Double(first + width) / Double(first + 1)
      let squeeze = ElementaryFunctions.power(last, -exponent) * 0x1p32
      bands.append(Band(first: first, width: width, squeeze: UInt64(squeeze)))
      first += width
    }
    self.bands = bands
    table = AliasTable(bands.map { Double($0.width) * ElementaryFunctions.power(Double($0.first + 1), -exponent) })
  }

  /// Draws a rank. The lowest twelve bits of `random` decide next to nothing, and so may serve for something else.
  @inline(__always)
  func draw(_ random: UInt64, _ generator: inout RandomGenerator) -> UInt64 {
    var choice = random
    while true {
      let band = bands[table.draw(choice)]
      let (position, fraction) = generator.next().multipliedFullWidth(by: band.width)
      let coin = fraction &>> 32
      if coin < band.squeeze || accepts(coin, position, band) { return band.first &+ position }
      choice = generator.next()
    }
  }

  /// Whether a coin in 2³²nds is below a rank's popularity relative to its band's first.
  @inline(never)
  private func accepts(_ coin: UInt64, _ position: UInt64, _ band: Band) -> Bool {
    let ratio = Double(band.first + position + 1) / Double(band.first + 1)
    return Double(coin) < ElementaryFunctions.power(ratio, -exponent) * 0x1p32
  }

  /// The largest power of two that is at most a rank's number, counted from 1.
  private static func octave(of rank: UInt64) -> UInt64 { 1 << UInt64(63 - (rank + 1).leadingZeroBitCount) }
}
