import MMUCore
import MMUReference

/// The controls of XTF's matrix: one bit each of a number of eleven, or of five without protection keys.
struct XTFControls: OptionSet, Sendable {
  let rawValue: Int

  static let writeProtect = XTFControls(rawValue: 1 << 0)
  static let alignmentCheck = XTFControls(rawValue: 1 << 1)
  static let noExecute = XTFControls(rawValue: 1 << 2)
  static let smep = XTFControls(rawValue: 1 << 3)
  static let smap = XTFControls(rawValue: 1 << 4)
  static let userKeys = XTFControls(rawValue: 1 << 5)
  static let userWriteDisabled = XTFControls(rawValue: 1 << 6)
  static let userAccessDisabled = XTFControls(rawValue: 1 << 7)
  static let supervisorKeys = XTFControls(rawValue: 1 << 8)
  static let supervisorWriteDisabled = XTFControls(rawValue: 1 << 9)
  static let supervisorAccessDisabled = XTFControls(rawValue: 1 << 10)

  /// How many combinations there are.
  static func count(hasKeys: Bool) -> Int { hasKeys ? 1 << 11 : 1 << 5 }

  /// The key that XTF puts into entries.
  static let key: UInt64 = 15

  /// The processor's configuration. In 32-bit paging PSE is the mode's.
  func configuration(_ mode: XTFMode, _ machine: MatrixMachine) -> X86Configuration {
    let pairs: [(XTFControls, X86Controls)] = [
      (.writeProtect, .writeProtect), (.noExecute, .noExecute), (.smep, .smep), (.smap, .smap), (.userKeys, .userKeys),
      (.supervisorKeys, .supervisorKeys),
    ]
    var controls = pairs.filter { contains($0.0) }.reduce(X86Controls.none) { $0 | $1.1 }
    if mode != .legacy { controls |= .pageSizeExtensions }
    return X86Configuration(
      controls: controls, maxPhysicalAddressBits: machine.maxPhysicalAddressBits,
      keys: X86ProtectionKeys(
        pkru: Self.register(contains(.userAccessDisabled), contains(.userWriteDisabled)),
        pkrs: Self.register(contains(.supervisorAccessDisabled), contains(.supervisorWriteDisabled))),
      hasPSE36: mode == .legacyPSE36)
  }

  private static func register(_ isAccessDisabled: Bool, _ isWriteDisabled: Bool) -> UInt32 {
    (isAccessDisabled ? 1 << 30 : 0) | (isWriteDisabled ? 1 << 31 : 0)
  }
}
