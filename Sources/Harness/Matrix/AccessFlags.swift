/// One case of the access matrix: bits of the two lowest entries, controls, and the access. Counting through the numbers
/// goes through the cases, the entries' bits fastest.
struct AccessFlags: OptionSet, Sendable {
  let rawValue: UInt32

  static let pteWritable = AccessFlags(rawValue: 1 << 0)
  static let pteUser = AccessFlags(rawValue: 1 << 1)
  static let pteAccessed = AccessFlags(rawValue: 1 << 2)
  static let pteDirty = AccessFlags(rawValue: 1 << 3)
  static let pteNoExecute = AccessFlags(rawValue: 1 << 4)
  static let ptePresent = AccessFlags(rawValue: 1 << 5)
  static let pteBit51 = AccessFlags(rawValue: 1 << 6)
  static let pteBit36 = AccessFlags(rawValue: 1 << 7)
  static let pdeWritable = AccessFlags(rawValue: 1 << 8)
  static let pdeUser = AccessFlags(rawValue: 1 << 9)
  static let pdeAccessed = AccessFlags(rawValue: 1 << 10)
  static let pdeDirty = AccessFlags(rawValue: 1 << 11)
  static let pdeLarge = AccessFlags(rawValue: 1 << 12)
  static let pdeNoExecute = AccessFlags(rawValue: 1 << 13)
  static let pdePresent = AccessFlags(rawValue: 1 << 14)
  static let pdeBit51 = AccessFlags(rawValue: 1 << 15)
  static let pdeBit36 = AccessFlags(rawValue: 1 << 16)
  static let pdeBit13 = AccessFlags(rawValue: 1 << 17)
  static let pdpteReadOnly = AccessFlags(rawValue: 1 << 18)
  static let keyAccessDisabled = AccessFlags(rawValue: 1 << 19)
  static let keyWriteDisabled = AccessFlags(rawValue: 1 << 20)
  static let key1 = AccessFlags(rawValue: 1 << 21)
  static let user = AccessFlags(rawValue: 1 << 22)
  static let write = AccessFlags(rawValue: 1 << 23)
  static let fetch = AccessFlags(rawValue: 1 << 24)
  /// The access is made after a supervisor's load.
  static let twice = AccessFlags(rawValue: 1 << 25)
  static let noExecuteEnable = AccessFlags(rawValue: 1 << 26)
  static let writeProtect = AccessFlags(rawValue: 1 << 27)
  static let smep = AccessFlags(rawValue: 1 << 28)
  static let protectionKeys = AccessFlags(rawValue: 1 << 29)
  /// The access is emulated, which makes no difference here.
  static let forcedEmulation = AccessFlags(rawValue: 1 << 30)

  /// The bits of the two entries, which change from case to case.
  static let entries = AccessFlags(rawValue: 1 << 18 - 1)

  private static let names = [
    "pte.rw", "pte.user", "pte.a", "pte.d", "pte.nx", "pte.p", "pte.51", "pte.36", "pde.rw", "pde.user", "pde.a",
    "pde.d", "pde.pse", "pde.nx", "pde.p", "pde.51", "pde.36", "pde.13", "pdpte.ro", "pkru.ad", "pkru.wd", "pkey=1",
    "user", "write", "fetch", "twice", "efer.nx", "cr0.wp", "cr4.smep", "cr4.pke", "fep",
  ]

  /// The names of the flags that are set.
  var text: String {
    let names = Self.names.indices.filter { rawValue >> UInt32($0) & 1 != 0 }.map { Self.names[$0] }
    return "[\(names.joined(separator: " "))]"
  }

  /// Whether the combination is one of the matrix: SMEP is not, an access is one thing, PKRU counts only with CR4.PKE,
  /// bit 13 only in a large page's entry, and no two reserved bits are set at once.
  var isLegal: Bool {
    if contains(.smep) || isSuperset(of: [.fetch, .write]) { return false }
    if !isDisjoint(with: [.keyAccessDisabled, .keyWriteDisabled]) && !contains(.protectionKeys) { return false }
    if contains(.pdeBit13) && !contains(.pdeLarge) { return false }
    let reserved = intersection(contains(.noExecuteEnable) ? Self.reserved : Self.reservedWithoutNoExecute).rawValue
    return reserved & (reserved &- 1) == 0
  }

  private static let reserved: AccessFlags = [.pdeBit51, .pdeBit36, .pdeBit13, .pteBit51, .pteBit36]
  private static let reservedWithoutNoExecute = reserved.union([.pdeNoExecute, .pteNoExecute])
}
