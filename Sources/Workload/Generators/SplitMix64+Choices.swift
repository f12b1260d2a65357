extension SplitMix64 {
  /// A number below a bound, the bias of a plain scaling being of no matter here.
  package mutating func below(_ bound: Int) -> Int { Int(((next() >> 32) * UInt64(bound)) >> 32) }

  /// True once in `count` times on average.
  package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// Any element of a list that is not empty.
  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
