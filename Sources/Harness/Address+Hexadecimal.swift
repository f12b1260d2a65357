import MMUCore

extension Address {
  /// The address in hexadecimal.
  var hexadecimal: String { "0x" + String(rawValue, radix: 16) }
}
