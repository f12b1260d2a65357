// Chains of walks of each format, each step depending on the last: what benchmarks time. They are monomorphic and stand in
// this module, so that the generic walker is specialised for each.

extension PageWalker {
  /// Goes on along a chain by `count` walks; `nil` after a fault. Each output's frame names the next page.
  @inline(__always)
  func follow(_ mask: UInt64, after start: Output, _ access: GuestAccess, count: Int) -> Output? {
    var output = start
    for _ in 0..<count {
      let next = Input((output.rawValue &<< 3) & mask)
      guard case .mapped(let translation) = walk(next, access) else { return nil }
      output = translation.address
    }
    return output
  }
}

extension ChainEntryPoints {
  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Long5.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<X86Long5>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86PAE.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<X86PAE>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of X86Legacy32.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<X86Legacy32>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv32.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv32>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv39.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv39>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv48.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv48>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv57.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv57>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage1 ARMGranule4K.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<ARMStage1<ARMGranule4K>>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage1 ARMGranule16K.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<ARMStage1<ARMGranule16K>>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage1 ARMGranule64K.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<ARMStage1<ARMGranule64K>>, mask: UInt64, after start: GPA, _ access: GuestAccess, count: Int
  ) -> GPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of EPT.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<EPT>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of NPT.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<NPT>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv32x4.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv32x4>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv39x4.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv39x4>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv48x4.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv48x4>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of RISCVSv57x4.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<RISCVSv57x4>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage2 ARMGranule4K.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<ARMStage2<ARMGranule4K>>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage2 ARMGranule16K.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<ARMStage2<ARMGranule16K>>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }

  /// Goes on along a chain of addresses within `mask` by `count` walks of ARMStage2 ARMGranule64K.
  @inline(never)
  public static func walk(
    _ walker: PageWalker<ARMStage2<ARMGranule64K>>, mask: UInt64, after start: HPA, _ access: GuestAccess, count: Int
  ) -> HPA? { walker.follow(mask, after: start, access, count: count) }
}
