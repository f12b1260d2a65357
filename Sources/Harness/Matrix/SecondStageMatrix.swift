import MMUCore
import MMUReference

/// EPT and NPT: all low bits of an entry at each level, and what the entries above it grant, × the controls.
enum SecondStageMatrix {
  static var parts: [PermissionMatrix.Part] { [ept, npt] }

  private static let gpa: UInt64 = 0x0000_9234_4060_3ABC

  private static func ept(_ scope: PermissionScope) -> MatrixReport {
    let stack = TableStack(levels: 4)
    let root = HPA(stack.root)
    let setups = (0..<32 as Range<UInt8>).map { number in
      let controls = EPTControls(rawValue: number)
      let bits: UInt8 = number % 3 == 0 ? 46 : 52
      return WalkSetup<EPT, ReferenceEPT>(
        name: "controls 0x\(String(number, radix: 16)), MAXPHYADDR \(bits)", root: root,
        rules: EPT.Rules(controls: controls, maxPhysicalAddressBits: bits)
      ) { ReferenceEPT(memory: $0, root: root, controls: controls, maxPhysicalAddressBits: bits) }
    }
    return PermissionExaminer.run("EPT", stack, setups: setups, paths: eptPaths(stack), scope: scope)
  }

  private static func eptPaths(_ stack: TableStack) -> [MatrixPath] {
    (1...4).flatMap { varied in
      // Bits 11:0.
      let low = (0..<4096 as Range<UInt64>).map { flags in
        stack.path(gpa) { eptEntry(stack, $0, varied: varied, flags) }
      }
      // R, W, X and user X of the entry above, too.
      let above = (0..<256 as Range<UInt64>).map { rights in
        stack.path(gpa) {
          let granted = $0 == varied ? rights & 15 : rights >> 4
          let bits = granted & 7 | (granted & 8) << 7
          if $0 == varied { return eptEntry(stack, $0, varied: varied, bits | 0x30 | (varied > 1 ? 0x80 : 0)) }
          return eptEntry(stack, $0, varied: varied, 0) & ~($0 == varied + 1 ? 0x407 : 0)
            | ($0 == varied + 1 ? bits : 0)
        }
      }
      // One other bit of a page's entry.
      let other = (12..<64 as Range<UInt64>).map { bit in
        stack.path(gpa) { eptEntry(stack, $0, varied: varied, 1 << bit | 0x437 | (varied > 1 ? 0x80 : 0)) }
      }
      return low + above + other
    }
  }

  /// The varied entry maps a page or leads to a table, as bit 7 says; the others grant all.
  private static func eptEntry(_ stack: TableStack, _ level: Int, varied: Int, _ flags: UInt64) -> UInt64 {
    let page: UInt64 = 1 << 45
    if level == varied {
      let isLeaf = level == 1 || flags & 0x80 != 0
      return flags | (isLeaf ? page : stack.table(at: level - 1))
    }
    return level == 1 ? page | 0x437 : stack.table(at: level - 1) | 0x407
  }

  private static func npt(_ scope: PermissionScope) -> MatrixReport {
    let stack = TableStack(levels: 4)
    let root = HPA(stack.root)
    let setups = (0..<32 as Range<UInt8>).map { number in
      let configuration = X86Configuration(
        controls: X86Controls(rawValue: number & 15), maxPhysicalAddressBits: number < 16 ? 52 : 40,
        has1GiBPages: number & 1 == 0)
      return WalkSetup<NPT, ReferenceNPT>(
        name: configuration.description, root: root, rules: configuration.rulesOfNPT
      ) { ReferenceNPT(memory: $0, root: root, configuration: configuration) }
    }
    let addresses = [gpa, 0xFFF, 0x0000_FFFF_FFFF_F000, 0x0001_0000_0000_0000]
    return PermissionExaminer.run(
      "NPT", stack, setups: setups, paths: X86LevelMatrix.paths(stack, addresses), scope: scope)
  }
}
