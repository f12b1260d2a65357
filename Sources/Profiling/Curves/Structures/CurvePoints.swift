/// The numbers of entries at which a curve has points.
enum CurvePoints {
  /// All numbers to 64, then sixteen to each power of two.
  private static let all = 64
  private static let perOctave = 16

  /// Numbers in ascending order, from 1 to `last`: small ones, a logarithmic grid with all powers of two, `last`, and some
  /// of interest.
  static func sizes(through last: Int, of interest: [Int]) -> [Int] {
    var sizes = Set(interest.filter { $0 >= 1 && $0 < last })
    sizes.formUnion(1...min(all, max(last, 1)))
    var step = all / perOctave
    var size = all
    while size < last {
      sizes.insert(size)
      size += step
      if size == 2 * perOctave * step { step *= 2 }
    }
    sizes.insert(max(last, 1))
    return sizes.sorted()
  }
}
