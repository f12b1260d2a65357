/// The cases of the access matrix on one processor: which flags can be set, and in what order they are counted through.
///
/// A chunk is one combination of all flags but those of the two entries, so that a chunk has one set of controls.
struct AccessSpace: Sendable {
  /// Flags that can be set.
  private let valid: AccessFlags
  /// How many chunks there are.
  let chunks: Int

  init(_ machine: MatrixMachine) {
    var invalid: AccessFlags = [.smep, .forcedEmulation]
    if machine.maxPhysicalAddressBits >= 52 { invalid.formUnion([.pteBit51, .pdeBit51]) }
    if machine.maxPhysicalAddressBits >= 37 { invalid.formUnion([.pteBit36, .pdeBit36]) }
    if !machine.hasKeys { invalid.formUnion([.keyAccessDisabled, .keyWriteDisabled, .key1, .protectionKeys]) }
    valid = AccessFlags(rawValue: 1 << 31 - 1).subtracting(invalid)
    chunks = 1 << valid.subtracting(.entries).rawValue.nonzeroBitCount
  }

  /// The first case of a chunk, legal or not: the chunk's number, spread over the flags.
  func first(of chunk: Int) -> AccessFlags {
    var flags: UInt32 = 0
    var remaining = valid.subtracting(.entries).rawValue
    var number = chunk
    while number != 0 {
      if number & 1 != 0 { flags |= remaining & (0 &- remaining) }
      remaining &= remaining &- 1
      number >>= 1
    }
    return AccessFlags(rawValue: flags)
  }

  /// The case after another one of the same chunk; `nil` after the last.
  @inline(__always)
  func next(after flags: AccessFlags) -> AccessFlags? {
    let fixed = ~valid.intersection(.entries).rawValue
    let entries = ((flags.rawValue | fixed) &+ 1) & ~fixed
    return entries == 0 ? nil : AccessFlags(rawValue: flags.rawValue & fixed | entries)
  }
}
