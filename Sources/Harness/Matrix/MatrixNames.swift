import MMUCore

/// Names for the numbers by which matrices count faults.
enum MatrixNames {
  /// An x86 error code in two hexadecimal digits.
  static func errorCode(_ code: Int) -> String { (code < 16 ? "0" : "") + String(code, radix: 16) }

  /// The reasons, in the order of their numbers.
  static let reasons: [PageFault.Reason] = [
    .notPresent, .reservedBit, .protection, .protectionKey, .accessFlag, .dirtyFlag, .addressSize, .nonCanonical,
    .tableOutsideMemory,
  ]

  /// A reason's number.
  static func number(of reason: PageFault.Reason) -> Int {
    switch reason {
    case .notPresent: 0
    case .reservedBit: 1
    case .protection: 2
    case .protectionKey: 3
    case .accessFlag: 4
    case .dirtyFlag: 5
    case .addressSize: 6
    case .nonCanonical: 7
    case .tableOutsideMemory: 8
    }
  }
}

extension UInt64 {
  /// The number in hexadecimal.
  var hexadecimal: String { "0x" + String(self, radix: 16) }
}
