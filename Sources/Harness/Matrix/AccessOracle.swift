/// The rules of the access matrix: a third opinion, that knows nothing of walkers.
///
/// Source: the expectations of kvm-unit-tests' `x86/access.c` as a list of rules.
struct AccessOracle {
  private enum Code {
    static let present: UInt32 = 1
    static let write: UInt32 = 2
    static let user: UInt32 = 4
    static let reserved: UInt32 = 8
    static let fetch: UInt32 = 16
    static let key: UInt32 = 32
  }

  private static let accessed: UInt64 = 1 << 5
  private static let dirty: UInt64 = 1 << 6

  private let flags: AccessFlags
  private var prediction: AccessPrediction

  /// What a case comes to, its entries being these.
  @inline(__always)
  static func predict(_ flags: AccessFlags, pte: UInt64, pde: UInt64) -> AccessPrediction {
    var first = AccessPrediction(pte: pte, pde: pde)
    if flags.contains(.twice) {
      // The first access is a supervisor's load; of what it does only the marks stay.
      let load = flags.subtracting([.user, .write, .fetch])
      let marks = predict(load, after: first)
      first = AccessPrediction(pte: marks.pte, pde: marks.pde)
    }
    return predict(flags, after: first)
  }

  @inline(__always)
  private static func predict(_ flags: AccessFlags, after earlier: AccessPrediction) -> AccessPrediction {
    var oracle = AccessOracle(flags: flags, prediction: earlier)
    oracle.evaluate()
    return oracle.prediction
  }

  @inline(__always)
  private mutating func evaluate() {
    prediction.errorCode =
      Code.present | (flags.contains(.user) ? Code.user : 0) | (flags.contains(.write) ? Code.write : 0)
      | (flags.contains(.fetch) ? Code.fetch : 0)
    prediction.ignoresAccessedOfPDE = !flags.contains(.pdeAccessed)
    followTables()
    if !prediction.isFault { prediction.ignoresAccessedOfPDE = false }
    // I/D is reported only where fetches can be forbidden.
    if flags.isDisjoint(with: [.noExecuteEnable, .smep]) { prediction.errorCode &= ~Code.fetch }
  }

  @inline(__always)
  private mutating func followTables() {
    let pdeReserved = flags.isDisjoint(with: [.pdeBit51, .pdeBit36, .pdeBit13])
    guard isUsable(.pdePresent, .pdeNoExecute, isSound: pdeReserved) else { return }
    var isWritable = flags.contains(.pdeWritable) && !flags.contains(.pdpteReadOnly)
    var isUser = flags.contains(.pdeUser)
    var isExecutable = !flags.contains(.pdeNoExecute)
    if flags.contains(.pdeLarge) {
      check(isWritable, isUser, isExecutable)
      if !prediction.isFault { mark(&prediction.pde) }
      return
    }
    prediction.pde |= Self.accessed
    guard isUsable(.ptePresent, .pteNoExecute, isSound: flags.isDisjoint(with: [.pteBit51, .pteBit36])) else { return }
    isWritable = isWritable && flags.contains(.pteWritable)
    isUser = isUser && flags.contains(.pteUser)
    isExecutable = isExecutable && !flags.contains(.pteNoExecute)
    check(isWritable, isUser, isExecutable)
    if !prediction.isFault { mark(&prediction.pte) }
  }

  /// Whether an entry is there and sound; faults if not.
  @inline(__always)
  private mutating func isUsable(_ present: AccessFlags, _ noExecute: AccessFlags, isSound: Bool) -> Bool {
    guard flags.contains(present) else {
      prediction.isFault = true
      prediction.errorCode &= ~Code.present
      return false
    }
    if isSound && (!flags.contains(noExecute) || flags.contains(.noExecuteEnable)) { return true }
    prediction.isFault = true
    prediction.errorCode |= Code.reserved
    return false
  }

  /// The rights, then the protection key, whose cause may come on top of another one.
  @inline(__always)
  private mutating func check(_ isWritable: Bool, _ isUser: Bool, _ isExecutable: Bool) {
    let (byUser, writes, fetches) = (flags.contains(.user), flags.contains(.write), flags.contains(.fetch))
    let overrides = !flags.contains(.writeProtect) && !byUser
    if byUser && !isUser { prediction.isFault = true }
    if writes && !isWritable && !overrides { prediction.isFault = true }
    if fetches && !isExecutable { prediction.isFault = true }
    if fetches && isUser && flags.contains(.smep) { prediction.isFault = true }
    guard isUser && !fetches && flags.isSuperset(of: [.key1, .protectionKeys]) else { return }
    let isWriteForbidden = writes && flags.contains(.keyWriteDisabled) && !overrides
    guard flags.contains(.keyAccessDisabled) || isWriteForbidden else { return }
    prediction.isFault = true
    prediction.errorCode |= Code.key
  }

  @inline(__always)
  private func mark(_ entry: inout UInt64) {
    entry |= Self.accessed | (flags.contains(.write) ? Self.dirty : 0)
  }
}
