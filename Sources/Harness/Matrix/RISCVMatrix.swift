import MMUCore
import MMUReference

/// RISC-V's eight formats: all flags of an entry at each level, with every other bit that means something, × SUM, MXR, Svadu,
/// Svnapot and Svpbmt.
enum RISCVMatrix {
  static var parts: [PermissionMatrix.Part] {
    [
      { run(RISCVSv32.self, "RISC-V Sv32", 2, $0) { ReferenceRISCVSv32(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv39.self, "RISC-V Sv39", 3, $0) { ReferenceRISCVSv39(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv48.self, "RISC-V Sv48", 4, $0) { ReferenceRISCVSv48(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv57.self, "RISC-V Sv57", 5, $0) { ReferenceRISCVSv57(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv32x4.self, "RISC-V Sv32x4", 2, $0) { ReferenceRISCVSv32x4(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv39x4.self, "RISC-V Sv39x4", 3, $0) { ReferenceRISCVSv39x4(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv48x4.self, "RISC-V Sv48x4", 4, $0) { ReferenceRISCVSv48x4(memory: $0, root: $1, controls: $2) } },
      { run(RISCVSv57x4.self, "RISC-V Sv57x4", 5, $0) { ReferenceRISCVSv57x4(memory: $0, root: $1, controls: $2) } },
    ]
  }

  private static func run<Format: RISCVFormat & SendableMetatype, Reference: ReferencePaging & SendableMetatype>(
    _ format: Format.Type, _ name: String, _ levels: Int, _ scope: PermissionScope,
    reference: @escaping @Sendable (ReferenceMemory<Format.Output>, Address<Format.Output>, RISCVControls) -> Reference
  ) -> MatrixReport
  where Reference.Input == Format.Input, Reference.Output == Format.Output, Format.Root == Address<Format.Output> {
    let isSecondStage = Format.Input.kind == .guestPhysical
    let bits = Int(Format.indexBits)
    let stack = TableStack(
      indexBits: bits, entryShift: Format.entrySize == .bytes4 ? 2 : 3, levels: levels,
      rootBits: bits + (isSecondStage ? 2 : 0))
    let root = Address<Format.Output>(stack.root)
    let setups = (0..<32 as Range<UInt8>).map { number in
      let controls = RISCVControls(rawValue: number)
      return WalkSetup<Format, Reference>(
        name: "controls 0x\(String(number, radix: 16))", root: root,
        rules: isSecondStage ? RISCVRules(secondStage: controls) : RISCVRules(controls: controls)
      ) { reference($0, root, controls) }
    }
    return PermissionExaminer.run(
      name, stack, setups: setups, paths: paths(stack, isSecondStage: isSecondStage), scope: scope)
  }

  private static func paths(_ stack: TableStack, isSecondStage: Bool) -> [MatrixPath] {
    let addresses = addresses(stack, isSecondStage: isSecondStage)
    var paths: [MatrixPath] = []
    for level in 1...stack.levels {
      for variation in variations(stack) {
        for flags in 0..<256 as Range<UInt64> {
          let address = addresses[paths.count % addresses.count]
          paths.append(stack.path(address) { entry(stack, $0, varied: level, flags, variation) })
        }
      }
    }
    return paths
  }

  /// Lower half, upper half, and one that is too wide, which is seldom.
  private static func addresses(_ stack: TableStack, isSecondStage: Bool) -> [UInt64] {
    let width = UInt64(12 + stack.indexBits * (stack.levels - 1) + stack.rootBits)
    let pattern: UInt64 = 0x5A34_5678_9ABC_DEF0
    let isSigned = !isSecondStage && stack.entryShift == 3
    let lower = pattern & (1 << (width - (isSigned ? 1 : 0)) - 1)
    let upper = isSigned ? lower | ~0 << (width - 1) : lower ^ 0xF_F00F & (1 << width - 1)
    let few = (0..<15).map { $0 % 2 == 0 ? lower : upper }
    return few + [lower | 1 << width]
  }

  /// What to change in an entry besides its flags: bits of the entry, all of which a 4-byte one lacks but those of the address.
  private static func variations(_ stack: TableStack) -> [UInt64] {
    // The second: an address that is aligned to 4 KiB alone. The third: the one that Svnapot wants.
    let addresses: [UInt64] = [0, 1 << 10, 1 << 13]
    if stack.entryShift == 2 { return addresses }
    let types: [UInt64] = [1 << 61, 2 << 61, 3 << 61]
    let napot: [UInt64] = [0, 1 << 13, 1 << 13 | 1 << 61, 1 << 13 | 3 << 61, 9 << 10].map { 1 << 63 | $0 }
    return addresses + types + napot + [1 << 54, 1 << 60]
  }

  /// The varied entry is a leaf or leads to a table, as its flags say; above it are tables, below it leaves that grant all.
  private static func entry(
    _ stack: TableStack, _ level: Int, varied: Int, _ flags: UInt64, _ variation: UInt64
  ) -> UInt64 {
    let page: UInt64 = 1 << (stack.entryShift == 2 ? 33 : 54)
    if level > varied { return stack.table(at: level - 1) >> 2 | 1 }
    if level < varied { return page >> 2 | 0b1101_1111 }
    let isTable = flags & 0b1110 == 0 && level > 1
    // A changed address of a table would lead elsewhere.
    let changes = isTable ? variation & ~(1 << 54 - 1) : variation
    return (isTable ? stack.table(at: level - 1) : page) >> 2 | flags | changes
  }
}
