/// A MIPS processor's TLB: fully associative, and filled by the operating system, one privileged instruction an entry.
///
/// It holds the registers Random and Wired. Random goes down by one at every ``tick()``: a processor does so at every
/// clock (R3000) or instruction (R4000), and whoever interprets one says when.
///
/// Source: Kane and Heinrich, "MIPS RISC Architecture", chapters 4 and 6; MIPS R4000 Microprocessor User's Manual, chapter 4,
/// sections "CP0 Registers" and "TLB Instructions".
public struct MIPSTLB<Format: MIPSTLBFormat> {
  /// How many entries the Index register can name.
  public static var maximumCount: Int { 64 }

  /// The number of entries.
  public let count: Int
  /// The entry that the next ``writeRandom(_:)`` writes.
  public private(set) var random: Int
  /// How many entries, from the first on, Random does not name: the Wired register, or what takes its place.
  public private(set) var wired: Int

  private let entries: UnsafeMutablePointer<Format.Entry>

  /// A TLB in the caller's storage, as start-up code leaves it: no entry matches a mapped address.
  ///
  /// - Parameter storage: the entries, ``MIPSTLBFormat/entryCount`` in a processor; more than
  ///   ``MIPSTLBFormat/fixedWired`` and at most ``maximumCount``.
  public init(storage: UnsafeMutableBufferPointer<Format.Entry>) {
    let fixed = Format.fixedWired ?? 0
    precondition(storage.count > fixed && storage.count <= Self.maximumCount, "more entries than wired, at most 64")
    entries = storage.baseAddress.unsafelyUnwrapped
    count = storage.count
    wired = fixed
    random = storage.count - 1
    for index in 0..<count { entries[index] = Format.unmatched(at: index) }
  }

  // MARK: Random and Wired

  /// The lowest value of Random. A Wired that leaves none, which the manual does not define, leaves the last entry.
  private var lowestRandom: Int { min(wired, count &- 1) }

  /// Lets Random go down by one, and from its lowest value back to the last entry.
  public mutating func tick() { random = random > lowestRandom ? random &- 1 : count &- 1 }

  /// Writes Wired, six bits, and sets Random to the last entry; nothing where there is no such register.
  public mutating func setWired(_ number: UInt32) {
    guard Format.fixedWired == nil else { return }
    wired = Int(number & 63)
    random = count &- 1
  }

  // MARK: The instructions

  /// TLBWI: writes the entry that Index names; nothing if there is none, which the manual does not define.
  public mutating func write(_ entry: Format.Entry, at index: Int) {
    guard index >= 0 && index < count else { return }
    entries[index] = entry
  }

  /// TLBWR: writes the entry that Random names, and answers which.
  @discardableResult
  public mutating func writeRandom(_ entry: Format.Entry) -> Int {
    entries[random] = entry
    return random
  }

  /// TLBR: the entry that Index names, or `nil` if there is none.
  public func read(at index: Int) -> Format.Entry? { index >= 0 && index < count ? entries[index] : nil }

  /// TLBP: the index of the entry that matches an address in an address space, valid or not; `nil`, which sets P of Index,
  /// if none does. Of several it is the lowest.
  public func probe(_ gva: GVA, asid: ASID) -> Int? {
    for index in 0..<count where Format.matches(entries[index], gva, asid) { return index }
    return nil
  }

  // MARK: Translation

  /// Translates one access, in the order of a processor: the mode's right to the address, a match, V, D.
  ///
  /// A translation's rights know user mode and the rest. Whoever keeps translations drops them when an R4000 goes between
  /// kernel and supervisor mode, or changes ERL.
  public func translate(_ gva: GVA, _ kind: AccessKind, asid: ASID, _ status: MIPSStatus) -> MIPSOutcome {
    switch Format.segment(of: gva, status) {
    case .forbidden: return .exception(MIPSException(.addressError, Format.self, gva, kind, asid, status))
    case .unmapped(let gpa): return .mapped(Self.window(gpa, isUser: gva.mips < 0x8000_0000))
    case .mapped(let isUser): return translateMapped(gva, kind, asid, status, isUser: isUser)
    }
  }

  private func translateMapped(
    _ gva: GVA, _ kind: AccessKind, _ asid: ASID, _ status: MIPSStatus, isUser: Bool
  ) -> MIPSOutcome {
    let cause: MIPSException.Cause
    switch find(gva, asid) {
    case .none: cause = .refill
    case .several: cause = .multipleMatch
    case .one(let index):
      switch Format.classify(entries[index], gva) {
      case .invalid: cause = .invalid
      case .page(_, _, isDirty: false, isGlobal: _) where kind == .store: cause = .modified
      case .page(let page, let size, let isDirty, let isGlobal):
        let gpa = page.advanced(by: gva.offset(in: size))
        return .mapped(Self.translation(gpa, size, isUser: isUser, isDirty: isDirty, isGlobal: isGlobal))
      }
    }
    return .exception(MIPSException(cause, Format.self, gva, kind, asid, status))
  }

  /// How many entries match.
  private enum Match {
    case none
    case one(Int)
    case several
  }

  private func find(_ gva: GVA, _ asid: ASID) -> Match {
    guard let first = probe(gva, asid: asid) else { return .none }
    for index in first &+ 1..<count where Format.matches(entries[index], gva, asid) { return .several }
    return .one(first)
  }

  /// Part of a window on physical memory: the same for every address space, in 4 KiB pieces.
  private static func window(_ gpa: GPA, isUser: Bool) -> GuestTranslation {
    translation(gpa, .kib4, isUser: isUser, isDirty: true, isGlobal: true)
  }

  /// A page is readable and executable, and writable as soon as it is dirty, for whoever may use its segment.
  private static func translation(
    _ gpa: GPA, _ size: PageSize, isUser: Bool, isDirty: Bool, isGlobal: Bool
  ) -> GuestTranslation {
    let kernelOnly: AccessRights = .read | .write | .execute
    return GuestTranslation(
      address: gpa, pageSize: size, rights: isUser ? .all : kernelOnly, permitted: isUser ? .all : .supervisor,
      isDirty: isDirty, isGlobal: isGlobal)
  }
}
