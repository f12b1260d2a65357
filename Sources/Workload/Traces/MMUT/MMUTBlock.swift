/// Room for the words of one block.
final class MMUTBlock: @unchecked Sendable {
  // Unchecked: whoever hands it over orders the accesses.
  let words = UnsafeMutablePointer<UInt64>.allocate(capacity: MMUTLimits.wordsPerBlock + MMUTLimits.wordPadding)
  /// How many words there are.
  var count = 0

  deinit { words.deallocate() }
}
