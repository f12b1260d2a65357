import Glibc

extension UnsafeRawBufferPointer {
  /// The position of the first byte that equals a character, or `nil`.
  @inline(__always)
  func position(of character: UInt8) -> Int? {
    guard let start = baseAddress, let found = memchr(start, Int32(character), count) else { return nil }
    return UnsafeRawPointer(found) - start
  }

  /// The position of the first place where some characters stand, or `nil`.
  @inline(__always)
  func position(of characters: StaticString) -> Int? {
    var start = 0
    while let found = UnsafeRawBufferPointer(rebasing: self[start...]).position(of: characters.utf8Start[0]) {
      if holds(characters, at: start + found) { return start + found }
      start += found + 1
    }
    return nil
  }

  /// Whether some characters stand at a place.
  @inline(__always)
  func holds(_ characters: StaticString, at position: Int = 0) -> Bool {
    guard count &- position >= characters.utf8CodeUnitCount else { return false }
    // They are few, so that comparing them here costs less than a call.
    for index in 0..<characters.utf8CodeUnitCount where self[position &+ index] != characters.utf8Start[index] {
      return false
    }
    return true
  }
}
