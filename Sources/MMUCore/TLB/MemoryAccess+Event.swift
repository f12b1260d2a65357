// Some words of a trace are no accesses but say what the processor did between them.

extension MemoryAccess {
  /// What a word of a trace says beside accesses.
  ///
  /// The word has kind 3, which no access has, and the bit of a crossing access, so that it equals no ``TLBKey`` and leaves
  /// every fast path:
  ///
  /// ```text
  ///  63 ............................. 7      6       5 .. 2    1 .. 0
  ///  operand                                 1        code       3
  /// ```
  public enum Event: Equatable, Sendable, BitwiseCopyable {
    /// The accesses that follow are made in this address space: a load of CR3 or SATP that drops nothing.
    case switchSpace(ASID)
    /// The accesses that follow are made by this virtual machine, 0 for the host.
    case switchMachine(UInt16)
    /// INVLPG: the page that holds the address goes, in the current address space and globally.
    case invalidate(GVA)
    /// What is not global in an address space of the current machine goes.
    case flushSpace(ASID)
    /// What is not global and of the current machine goes: a load of CR3 without PCIDs.
    case flushNonGlobal
    /// Everything goes, of every machine.
    case flushAll
  }

  private enum Code {
    static var switchSpace: UInt64 { 0 }
    static var switchMachine: UInt64 { 1 }
    static var invalidate: UInt64 { 2 }
    static var flushSpace: UInt64 { 3 }
    static var flushNonGlobal: UInt64 { 4 }
    static var flushAll: UInt64 { 5 }
  }

  /// The word of an event.
  public init(_ event: Event) {
    let (code, operand): (UInt64, UInt64) =
      switch event {
      case .switchSpace(let asid): (Code.switchSpace, UInt64(asid.rawValue))
      case .switchMachine(let machine): (Code.switchMachine, UInt64(machine))
      case .invalidate(let gva): (Code.invalidate, gva.rawValue)
      case .flushSpace(let asid): (Code.flushSpace, UInt64(asid.rawValue))
      case .flushNonGlobal: (Code.flushNonGlobal, 0)
      case .flushAll: (Code.flushAll, 0)
      }
    self.init(rawValue: operand &<< 7 | Self.crossingBit | code &<< 2 | 3)
  }

  /// Whether the word is an event and no access.
  @inlinable @inline(__always)
  public var isEvent: Bool { rawValue & 3 == 3 }

  /// The event, of a word that is one; `nil` for accesses and for codes that nobody has given a meaning.
  public var event: Event? {
    guard isEvent else { return nil }
    let operand = UInt16(truncatingIfNeeded: rawValue &>> 7)
    switch (rawValue &>> 2) & 15 {
    case Code.switchSpace: return .switchSpace(ASID(operand))
    case Code.switchMachine: return .switchMachine(operand)
    case Code.invalidate: return .invalidate(gva)
    case Code.flushSpace: return .flushSpace(ASID(operand))
    case Code.flushNonGlobal: return .flushNonGlobal
    case Code.flushAll: return .flushAll
    default: return nil
    }
  }
}
