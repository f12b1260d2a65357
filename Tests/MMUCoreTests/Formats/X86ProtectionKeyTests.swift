import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3A, section "Protection Keys": bit 2i of a register is ADi, bit 2i + 1 is WDi, and bits 62:59 of the leaf
/// are the key. 4-level and 5-level paging read them alike.
@Suite struct X86ProtectionKeyTests {
  private static func keyed(_ leaf: UInt64) -> UInt64 { leaf | 5 << 59 }
  private static func supervisor(_ leaf: UInt64) -> UInt64 { leaf & ~4 | 5 << 59 }
  private static let both = X86Controls.userKeys | .supervisorKeys | .noExecute
  private static let accessDisable: UInt32 = 1 << 10
  private static let writeDisable: UInt32 = 1 << 11

  /// What a leaf with key 5 permits in both modes, as the bits of classes.
  private func permitted(
    _ leaf: @escaping (UInt64) -> UInt64, _ controls: X86Controls, pkru: UInt32 = 0, pkrs: UInt32 = 0
  ) throws -> UInt8 {
    let rules = X86Rules(controls: controls, keys: X86ProtectionKeys(pkru: pkru, pkrs: pkrs))
    let fetch = GuestAccess(.fetch, .supervisor)
    let ladders = (
      try FormatLadder<X86Long4Encoding>(GVA(0x1234_5678), to: GPA(0x40_0000), rules: rules, access: fetch),
      try FormatLadder<X86Long5Encoding>(GVA(0x1234_5678), to: GPA(0x40_0000), rules: rules, access: fetch)
    )
    ladders.0.reset([1: leaf])
    ladders.1.reset([1: leaf])
    let found = try ladders.0.translation().permitted
    #expect(try ladders.1.translation().permitted == found)
    return found.rawValue
  }

  @Test func accessDisableForbidsDataAndNoFetches() throws {
    #expect(try permitted(Self.keyed, Self.both, pkru: Self.accessDisable) == 0b0010_0100)
    #expect(try permitted(Self.keyed, Self.both | .writeProtect, pkru: Self.accessDisable) == 0b0010_0100)
    #expect(try permitted(Self.supervisor, Self.both, pkrs: Self.accessDisable) == 0b0010_0000)
  }

  @Test func writeDisableForbidsStoresAndSupervisorsOnlyWithWP() throws {
    #expect(try permitted(Self.keyed, Self.both, pkru: Self.writeDisable) == 0b1111_1101)
    #expect(try permitted(Self.keyed, Self.both | .writeProtect, pkru: Self.writeDisable) == 0b0110_1101)
    #expect(try permitted(Self.supervisor, Self.both, pkrs: Self.writeDisable) == 0b1111_1000)
    #expect(try permitted(Self.supervisor, Self.both | .writeProtect, pkrs: Self.writeDisable) == 0b0110_1000)
  }

  @Test func aRegisterIsForItsOwnPagesAndItsOwnKey() throws {
    #expect(try permitted(Self.keyed, Self.both, pkru: ~(3 << 10), pkrs: .max) == 0b1111_1111)
    #expect(try permitted(Self.supervisor, Self.both, pkru: .max, pkrs: ~(3 << 10)) == 0b1111_1000)
  }

  @Test func aRegisterCountsWhereItsControlIsSet() throws {
    #expect(try permitted(Self.keyed, .supervisorKeys, pkru: .max) == 0b1111_1111)
    #expect(try permitted(Self.supervisor, .userKeys, pkrs: .max) == 0b1111_1000)
  }

  @Test func smapIsNotExcusedByAKey() throws {
    // SMAP leaves only accesses with AC = 1 to supervisor mode; WD takes the store of those.
    let controls = Self.both | .smap | .writeProtect
    #expect(try permitted(Self.keyed, controls, pkru: Self.writeDisable) == 0b0110_0101)
  }

  @Test func theReasonNamesTheKeyWhateverElseForbids() throws {
    let rules = X86Rules(controls: Self.both, keys: X86ProtectionKeys(pkru: Self.writeDisable))
    let ladder = try FormatLadder<X86Long5Encoding>(GVA(0x1234_5678), to: GPA(0x40_0000), rules: rules)
    let store = GuestAccess(.store, .user)
    ladder.reset([1: Self.keyed])
    #expect(ladder.walk(store) == ladder.fault(.protectionKey, 1))
    #expect(ladder.entry(at: 1) & 0x60 == 0)
    ladder.reset([1: { Self.keyed($0) & ~2 }])
    #expect(ladder.walk(store) == ladder.fault(.protectionKey, 1))
    ladder.reset([1: { $0 & ~2 }])
    #expect(ladder.walk(store) == ladder.fault(.protection, 1))
  }

  @Test func keysOfTablesAreIgnoredAndThoseOfLargePagesCount() throws {
    let rules = X86Rules(controls: Self.both, keys: X86ProtectionKeys(pkru: Self.accessDisable))
    let ladder = try FormatLadder<X86Long5Encoding>(GVA(0x1234_5678), to: GPA(0x40_0000), .mib2, rules: rules)
    for level in 3...5 {
      ladder.reset([level: Self.keyed])
      #expect(try ladder.translation().pageSize == .mib2)
    }
    ladder.reset([2: Self.keyed])
    #expect(ladder.walk() == ladder.fault(.protectionKey, 2))
  }
}
