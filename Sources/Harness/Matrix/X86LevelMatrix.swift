import MMUCore
import MMUReference

/// What the access matrix does not vary: W, U and NX of every level at once, absence and reserved bits at every level, G,
/// pages of all sizes, SMAP, PKS, several addresses.
enum X86LevelMatrix {
  static var parts: [PermissionMatrix.Part] {
    [{ run(X86Long4.self, levels: 4, $0) }, { run(X86Long5.self, levels: 5, $0) }]
  }

  private static func run<Format: X86Format & SendableMetatype>(
    _ format: Format.Type, levels: Int, _ scope: PermissionScope
  ) -> MatrixReport where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA {
    let stack = TableStack(levels: levels)
    let root = GPA(stack.root)
    let setups = configurations.map { configuration in
      WalkSetup<Format, ReferenceX86Long>(
        name: configuration.description, root: root, rules: configuration.rules
      ) { ReferenceX86Long(memory: $0, root: root, levels: levels, configuration: configuration) }
    }
    return PermissionExaminer.run(
      "x86, \(levels) levels", stack, setups: setups, paths: paths(stack, addresses), scope: scope)
  }

  /// WP, NXE, SMEP and SMAP; key 5 free, or denied to all data or to stores by either register; global pages and large pages
  /// switched off in some.
  private static var configurations: [X86Configuration] {
    (0..<16 as Range<UInt8>).flatMap { number in
      (0..<5).map { key in
        X86Configuration(
          controls: X86Controls(rawValue: number) | (key == 0 ? .none : .userKeys | .supervisorKeys),
          has1GiBPages: key != 4, honoursGlobal: key != 3,
          keys: X86ProtectionKeys(
            pkru: key == 1 ? 1 << 10 : key == 2 ? 2 << 10 : 0, pkrs: key == 3 ? 1 << 10 : key == 4 ? 2 << 10 : 0))
      }
    }
  }

  /// Lower and upper half, first and last entries, aligned and not; the last is canonical with 5 levels alone.
  private static let addresses: [UInt64] = [
    0x0000_0000_0000_0000, 0x0000_7FFF_FFFF_FFFF, 0xFFFF_8000_0000_0000, 0xFFFF_9234_4060_3ABC, 0x00FF_8000_0000_0FFF,
  ]

  /// Every combination of rights at the four lowest levels of a path, and every bit of every entry turned over.
  static func paths(_ stack: TableStack, _ addresses: [UInt64]) -> [MatrixPath] {
    var paths: [MatrixPath] = []
    for leaf in 1...3 {
      for combination in 0..<(1 << UInt64(3 * min(4, stack.levels - leaf + 1))) as Range<UInt64> {
        let address = addresses[paths.count % addresses.count]
        let global: UInt64 = paths.count % 2 == 0 ? 1 << 8 : 0
        paths.append(
          stack.path(address) { entry(stack, $0, leaf: leaf, combination) | ($0 == leaf ? global : 0) })
      }
      for level in leaf...stack.levels {
        for bit in 0..<64 as Range<UInt64> where level == leaf || !(12..<52).contains(bit) {
          paths.append(
            stack.path(addresses[0]) { entry(stack, $0, leaf: leaf, ~0) ^ ($0 == level ? 1 << bit : 0) })
        }
      }
    }
    return paths
  }

  /// An entry with W, U and executability from a combination, three bits a level from the leaf up; a fifth level takes what
  /// the fourth has. Below the leaf nothing is reached.
  private static func entry(_ stack: TableStack, _ level: Int, leaf: Int, _ combination: UInt64) -> UInt64 {
    if level < leaf { return 0 }
    let granted = combination >> UInt64(3 * min(3, level - leaf)) & 7
    let flags = 1 | (granted & 3) << 1 | (granted & 4 == 0 ? 1 << 63 : 0)
    if level > leaf { return flags | stack.table(at: level - 1) }
    return flags | 0x0000_0040_4000_0000 | (leaf > 1 ? 1 << 7 : 0) | 5 << 59
  }
}
