// Chains of two-dimensional walks of each sensible pair.

extension NestedWalker {
  /// Goes on along a chain by `count` walks; `nil` after a fault. Each host frame names the next page.
  @inline(__always)
  func follow(_ mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int) -> HPA? {
    var hpa = start
    for _ in 0..<count {
      guard case .mapped(let translation) = walk(GVA((hpa.rawValue &<< 3) & mask), access) else { return nil }
      hpa = translation.hpa
    }
    return hpa
  }
}

extension ChainEntryPoints {
  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Long4 on EPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86Long4, EPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Long5 on EPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86Long5, EPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86PAE on EPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86PAE, EPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Legacy32 on EPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86Legacy32, EPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Long4 on NPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86Long4, NPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Long5 on NPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86Long5, NPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86PAE on NPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86PAE, NPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Legacy32 on NPT.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<X86Legacy32, NPT>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv32 on RISCVSv32x4.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<RISCVSv32, RISCVSv32x4>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv39 on RISCVSv39x4.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<RISCVSv39, RISCVSv39x4>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv48 on RISCVSv48x4.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<RISCVSv48, RISCVSv48x4>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv57 on RISCVSv57x4.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<RISCVSv57, RISCVSv57x4>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv39 on RISCVSv48x4.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<RISCVSv39, RISCVSv48x4>, mask: UInt64, after start: HPA, _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage1 ARMGranule4K on ARMStage2 ARMGranule4K.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<ARMStage1<ARMGranule4K>, ARMStage2<ARMGranule4K>>, mask: UInt64, after start: HPA,
    _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage1 ARMGranule16K on ARMStage2 ARMGranule16K.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<ARMStage1<ARMGranule16K>, ARMStage2<ARMGranule16K>>, mask: UInt64, after start: HPA,
    _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage1 ARMGranule64K on ARMStage2 ARMGranule64K.
  @inline(never)
  public static func walk(
    _ walker: NestedWalker<ARMStage1<ARMGranule64K>, ARMStage2<ARMGranule64K>>, mask: UInt64, after start: HPA,
    _ access: GuestAccess,
    count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }
}
