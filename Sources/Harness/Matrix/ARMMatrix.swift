import MMUCore
import MMUReference

/// Both stages of AArch64 with each granule: all permission attributes of a descriptor at each level, of the table above it,
/// and every type, × the controls.
enum ARMMatrix {
  static var parts: [PermissionMatrix.Part] {
    [
      { stage1(ARMGranule4K.self, 4, $0) }, { stage1(ARMGranule16K.self, 4, $0) },
      { stage1(ARMGranule64K.self, 3, $0) }, { stage2(ARMGranule4K.self, 4, $0) },
      { stage2(ARMGranule16K.self, 4, $0) }, { stage2(ARMGranule64K.self, 3, $0) },
    ]
  }

  private static func stack<Granule: ARMGranule>(_ granule: Granule.Type, _ levels: Int) -> TableStack {
    let (shift, bits) = (Int(Granule.pageSize.shift), Int(Granule.indexBits))
    return TableStack(
      tableShift: shift, indexBits: bits, levels: levels, rootBits: 48 - shift - bits * (levels - 1))
  }

  private static func stage1<Granule: ARMGranule & SendableMetatype>(
    _ granule: Granule.Type, _ levels: Int, _ scope: PermissionScope
  ) -> MatrixReport {
    let stack = stack(granule, levels)
    let root = GPA(stack.root)
    // HA, HD, PAN, WXN and HPD in all combinations; EPD0 and EPD1.
    let numbers = Array(0..<32 as Range<UInt16>) + [32, 64, 96]
    let setups = numbers.map { number in
      let controls = ARMControls(rawValue: number)
      return WalkSetup<ARMStage1<Granule>, ReferenceARMStage1>(
        name: "controls 0x\(String(number, radix: 16))", root: ARMRoots(lower: root, upper: root),
        rules: ARMRules(stage1: granule, controls: controls)
      ) {
        ReferenceARMStage1(
          memory: $0, ttbr0: root, ttbr1: root, granule: Granule.pageSize, inputBits: 48, outputBits: 48,
          controls: controls)
      }
    }
    return PermissionExaminer.run(
      "AArch64, stage 1, \(1 << stack.tableShift / 1024) KiB", stack, setups: setups,
      paths: paths(stack, [0x0000_9234_4060_3ABC, 0xFFFF_1234_4060_3ABC], Self.stage1Bits, attributes: 16),
      scope: scope)
  }

  private static func stage2<Granule: ARMGranule & SendableMetatype>(
    _ granule: Granule.Type, _ levels: Int, _ scope: PermissionScope
  ) -> MatrixReport {
    let stack = stack(granule, levels)
    let root = HPA(stack.root)
    // HA and HD, with FEAT_XNX and without.
    let setups = ([0, 1, 2, 3, 128, 129, 130, 131] as [UInt16]).map { number in
      let controls = ARMControls(rawValue: number)
      return WalkSetup<ARMStage2<Granule>, ReferenceARMStage2>(
        name: "controls 0x\(String(number, radix: 16))", root: root,
        rules: ARMRules(stage2: granule, controls: controls)
      ) {
        ReferenceARMStage2(
          memory: $0, root: root, granule: Granule.pageSize, inputBits: 48, outputBits: 48,
          startLevelARM: 4 - levels, controls: controls)
      }
    }
    return PermissionExaminer.run(
      "AArch64, stage 2, \(1 << stack.tableShift / 1024) KiB", stack, setups: setups,
      paths: paths(stack, [0x0000_9234_4060_3ABC], Self.stage2Bits, attributes: 2), scope: scope)
  }

  /// AP[1], AP[2], AF, nG, DBM, contiguous, PXN, UXN.
  private static let stage1Bits: [UInt64] = [6, 7, 10, 11, 51, 52, 53, 54]
  /// S2AP[0], S2AP[1], AF, DBM, contiguous, XN[0], XN[1].
  private static let stage2Bits: [UInt64] = [6, 7, 10, 51, 52, 53, 54]

  /// - Parameter attributes: how many combinations of bits 62:59 the table above the descriptor has.
  private static func paths(
    _ stack: TableStack, _ addresses: [UInt64], _ bits: [UInt64], attributes: UInt64
  ) -> [MatrixPath] {
    var paths: [MatrixPath] = []
    for level in 1...stack.levels {
      for type in 0..<4 as Range<UInt64> {
        // A leaf's own bits matter with every table's attributes; of a table, or of nothing, either alone is enough.
        let isLeaf = level == 1 ? type == 3 : type == 1
        for attribute in 0..<(isLeaf && level < stack.levels ? attributes : 1) {
          for combination in 0..<(1 << UInt64(bits.count)) as Range<UInt64> {
            let flags = spread(combination, over: bits) | type | (!isLeaf ? combination << 59 & 0xF << 59 : 0)
            let address = addresses[paths.count % addresses.count]
            paths.append(stack.path(address) { entry(stack, $0, varied: level, flags, attribute << 59) })
          }
        }
      }
    }
    return paths
  }

  private static func spread(_ combination: UInt64, over bits: [UInt64]) -> UInt64 {
    bits.indices.reduce(0) { $0 | (combination >> UInt64($1) & 1) << bits[$1] }
  }

  /// Above the varied descriptor are tables, the last with attributes; below it tables and a page that grants all.
  private static func entry(
    _ stack: TableStack, _ level: Int, varied: Int, _ flags: UInt64, _ attributes: UInt64
  ) -> UInt64 {
    let page: UInt64 = 1 << 46
    if level == varied {
      let isTable = level > 1 && flags & 3 == 3
      return flags | (isTable ? stack.table(at: level - 1) : page)
    }
    if level == 1 { return page | 0b11 | 1 << 6 | 1 << 10 }
    return stack.table(at: level - 1) | 0b11 | (level == varied + 1 ? attributes : 0)
  }
}
