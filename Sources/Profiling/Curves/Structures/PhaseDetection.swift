/// Finds phases: neighbouring windows that behave alike, and phases that return.
///
/// Two windows are alike if their miss ratios at every size and level differ by no more than a quarter of the greater and
/// five in a thousand, and their distinct pages by no more than a half.
enum PhaseDetection {
  /// What a kind of behaviour looks like: the mean of its windows.
  private struct Kind {
    var ratios: [Double]
    var pages: Double
    var windows = 1.0

    init(_ window: LocalityWindows.Window) {
      let translations = max(Double(window.translations), 1)
      ratios = (window.misses + window.levelMisses).map { Double($0) / translations }
      pages = Double(window.distinctPages)
    }

    func isLike(_ other: Kind, comparesPages: Bool) -> Bool {
      let isNear = zip(ratios, other.ratios).allSatisfy { abs($0 - $1) <= 0.005 + 0.25 * max($0, $1) }
      return isNear && (!comparesPages || abs(pages - other.pages) <= 0.5 * max(pages, other.pages))
    }

    mutating func add(_ other: Kind) {
      windows += 1
      pages += (other.pages - pages) / windows
      for index in ratios.indices { ratios[index] += (other.ratios[index] - ratios[index]) / windows }
    }
  }

  /// The same windows with the names of their phases.
  static func named(_ windows: LocalityWindows) -> LocalityWindows {
    var kinds: [Kind] = []
    var current: Int?
    var result = windows
    let usual = windows.windows.first?.translations ?? 0
    for (index, window) in windows.windows.enumerated() {
      let kind = Kind(window)
      // A last window that is shorter has fewer pages.
      let comparesPages = window.translations >= usual / 2
      let isLike = { (known: Int) in kinds[known].isLike(kind, comparesPages: comparesPages) }
      let found = current.flatMap { isLike($0) ? $0 : nil } ?? kinds.indices.first(where: isLike)
      if let found { kinds[found].add(kind) } else { kinds.append(kind) }
      let number = found ?? kinds.count - 1
      result.windows[index].phase = name(number)
      if number == current {
        result.phases[result.phases.count - 1].windowCount += 1
      } else {
        result.phases.append(LocalityWindows.Phase(name: name(number), firstWindow: index, windowCount: 1))
      }
      current = number
    }
    return result
  }

  /// A to Z, then A1 to Z1, and so on.
  private static func name(_ number: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + number % 26)))
    return number < 26 ? letter : letter + String(number / 26)
  }
}
