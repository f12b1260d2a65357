/// What is wrong with a line, as the end of a sentence.
struct LineDamage: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// An address that a processor could not have used.
  static func notCanonical(bits: UInt8) -> LineDamage { LineDamage("the address is not canonical in \(bits) bits") }

  /// A size that is no access's.
  static var sizeOutOfRange: LineDamage { LineDamage("the size is not 1 to \(AccessSize.maximum)") }
}
