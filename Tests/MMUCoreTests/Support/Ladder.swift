import MMUCore
import Testing
import Workload

/// One path through 4-level tables: a table a level, and in each the one entry for ``gva``.
struct Ladder {
  /// Frame n holds the table of level 5 − n.
  static let frameCount = 16
  /// Positions 100, 201, 302 and 403, offset 0x567.
  static let gva = GVA(100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567)
  /// The 4 KiB frame that the leaf maps.
  static let page: UInt64 = 0x5678_9000

  private let buffer: MappedBuffer
  let memory: GuestMemory
  let root = GPA(0x1000)

  /// P, W and U at every level, a 4 KiB page, nothing accessed or dirty.
  init() throws {
    buffer = try #require(MappedBuffer(byteCount: Self.frameCount * 4096))
    memory = GuestMemory(buffer.bytes)
    for level in 2...4 { setEntry(UInt64(6 - level) << 12 | 0b111, at: level) }
    setEntry(Self.page | 0b111, at: 1)
  }

  /// Where the entry of a level lies.
  static func address(at level: Int) -> GPA {
    let position: UInt64 = [403, 302, 201, 100][level - 1]
    return GPA(UInt64(5 - level) << 12 + position * 8)
  }

  func entry(at level: Int) -> UInt64 { memory.load(at: Self.address(at: level)) ?? 0 }

  func setEntry(_ entry: UInt64, at level: Int) { memory.store(entry, at: Self.address(at: level)) }

  /// Makes the entry of a level map a large page.
  func setLargePage(at level: Int, bits: UInt64 = 0) {
    setEntry((level == 2 ? 0x4020_0000 : 0x8000_0000) | bits | 0b1000_0111, at: level)
  }

  func walker(_ rules: X86Rules) -> PageWalker<X86Long4> {
    PageWalker(memory: memory, root: root, rules: rules)
  }

  /// Walks ``gva`` under rules with every control set, or others.
  func walk(
    _ access: GuestAccess = GuestAccess(.load, .user), _ rules: X86Rules = .allControls
  ) -> WalkOutcome<GuestPhysical> {
    walker(rules).walk(Self.gva, access)
  }

  /// The translation of ``gva``; a test fails if there is none.
  func translation(
    _ access: GuestAccess = GuestAccess(.load, .user), _ rules: X86Rules = .allControls
  ) throws -> GuestTranslation {
    guard case .mapped(let translation) = walk(access, rules) else {
      throw Missing(outcome: walk(access, rules))
    }
    return translation
  }

  /// There was a fault instead of a translation.
  struct Missing: Error { let outcome: WalkOutcome<GuestPhysical> }
}

extension X86Controls {
  /// WP, NXE, SMEP and SMAP.
  static var allSet: X86Controls { .writeProtect | .noExecute | .smep | .smap }

  /// Each of the sixteen combinations.
  static var combinations: [X86Controls] { (0..<16).map { X86Controls(rawValue: $0) } }
}

extension X86Rules {
  static var allControls: X86Rules { X86Rules(controls: .allSet) }
}

extension GuestAccess {
  /// The eight classes in the order of their numbers.
  static var classes: [GuestAccess] {
    let plain = [Privilege.user, .supervisor].flatMap { privilege in
      [AccessKind.load, .store, .fetch].map { GuestAccess($0, privilege) }
    }
    return plain + [AccessKind.load, .store].map { GuestAccess($0, .supervisor, overridesSMAP: true) }
  }
}
