/// Where harness and guest find things in guest memory: the mirror of `CShims/OracleGuests/common/oracle_case.h`, which
/// explains them.
enum QEMULayout {
  static let magic: UInt64 = 0x4543_415F_4553_4143
  static let version: UInt32 = 1

  // Offsets from the start of RAM.
  static let header = 0x0100_0000
  static let cases = 0x0110_0000
  static let results = 0x0180_0000
  static let arena = 0x0200_0000
  static let arenaEnd = 0x0400_0000
  static let ramSize = 0x0800_0000

  static let caseSize = 80
  static let resultSize = 232
  static let maxChanges = 12

  /// How many cases one run can hold.
  static let maxCases = min((results - cases) / caseSize, (arena - results) / resultSize)
  /// How many frames one run can hold.
  static let maxFrames = (arenaEnd - arena) / 4096

  static let statusOffset = 12
  static let completedOffset = 24
  static let statusDone: UInt32 = 2
  static let outcomeDone: UInt64 = 1
  static let outcomeTrapped: UInt64 = 2

  /// What a store under test writes.
  static let stored: UInt64 = 0x5A5A_0000_A5A5_0000

  // Of `x86_64/platform.h` and `aarch64/platform.h`: the guest's own tables, which roots under test must lead to.
  static let x86PML4: UInt64 = 0x30_1000
  static let x86PDPT: UInt64 = 0x30_2000
  static let aarch64Root: UInt64 = 0x4030_0000
  static let aarch64NextTables: [UInt64] = [0x4030_1000, 0x4030_2000, 0x4030_3000]
}
