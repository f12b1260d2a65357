import MMUCore

/// The kinds of access as CSV traces write them: a letter or a word.
enum CSVKind {
  /// The kind of a field, whatever its case.
  static func kind(_ field: UnsafeRawBufferPointer) -> AccessKind? {
    if field.count == 1 { return kind(letter: field[0]) }
    switch String(decoding: field, as: UTF8.self).lowercased() {
    case "load", "read": return .load
    case "store", "write": return .store
    case "fetch", "ifetch": return .fetch
    default: return nil
    }
  }

  @inline(__always)
  private static func kind(letter: UInt8) -> AccessKind? {
    switch letter | 0x20 {
    case UInt8(ascii: "l"), UInt8(ascii: "r"): .load
    case UInt8(ascii: "s"), UInt8(ascii: "w"): .store
    case UInt8(ascii: "i"): .fetch
    default: nil
    }
  }

  /// The kind of a field that ends in a comma or newline, and its length; `nil` if it is not one of those that are usual.
  ///
  /// - Parameter text: eight characters.
  @inline(__always)
  static func usual(_ text: UnsafeRawPointer) -> (kind: AccessKind, length: Int)? {
    let word = UInt64(littleEndian: text.loadUnaligned(as: UInt64.self))
    if ends(word, at: 1) { return kind(letter: UInt8(truncatingIfNeeded: word)).map { ($0, 1) } }
    if word & 0xFFFF_FFFF == 0x6461_6F6C, ends(word, at: 4) { return (.load, 4) }
    if word & 0xFF_FFFF_FFFF == 0x65_726F_7473, ends(word, at: 5) { return (.store, 5) }
    if word & 0xFF_FFFF_FFFF == 0x68_6374_6566, ends(word, at: 5) { return (.fetch, 5) }
    return nil
  }

  @inline(__always)
  private static func ends(_ word: UInt64, at position: UInt64) -> Bool {
    let byte = UInt8(truncatingIfNeeded: word &>> (position &* 8))
    return byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
  }
}
