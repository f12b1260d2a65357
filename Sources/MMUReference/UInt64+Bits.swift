extension UInt64 {
  /// What a manual calls "bits high:low", as a number; 0 where there are none because `low` is above `high`.
  func bits(_ high: Int, _ low: Int) -> UInt64 {
    guard low <= high else { return 0 }
    return (self >> UInt64(low)) & (UInt64.max >> UInt64(63 - (high - low)))
  }

  /// The same bits where they are, and 0 elsewhere.
  func keeping(_ high: Int, _ low: Int) -> UInt64 { bits(high, low) << UInt64(low) }

  /// Whether a bit is 1.
  func bit(_ number: Int) -> Bool { bits(number, number) == 1 }
}
