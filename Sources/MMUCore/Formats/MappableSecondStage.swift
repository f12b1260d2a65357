/// A second stage whose entries a monitor can make.
public protocol MappableSecondStage: SecondStageFormat where Root == HPA {
  /// An entry that leads to a table and takes no right away.
  static func entry(toTable table: HPA) -> UInt64

  /// An entry that maps a page of a level with every right, or without that to store.
  static func entry(toPage page: HPA, at level: PageLevel, isReadOnly: Bool) -> UInt64

  /// An entry that maps a page, as if nobody had stored to it.
  static func cleaned(_ entry: UInt64) -> UInt64
}

extension EPT: MappableSecondStage {
  /// Read, write and execute.
  @inline(__always)
  public static func entry(toTable table: HPA) -> UInt64 { table.rawValue | Bit.read | Bit.write | Bit.execute }

  /// Write-back memory.
  @inline(__always)
  public static func entry(toPage page: HPA, at level: PageLevel, isReadOnly: Bool) -> UInt64 {
    return page.rawValue | Bit.read | Bit.execute | (isReadOnly ? 0 : Bit.write) | Bit.writeBack
      | (level > .leaf ? Bit.large : 0)
  }

  /// D clear.
  @inline(__always)
  public static func cleaned(_ entry: UInt64) -> UInt64 { entry & ~Bit.dirty }
}

extension RISCVSv39x4: MappableSecondStage {
  /// Valid, and nothing else.
  @inline(__always)
  public static func entry(toTable table: HPA) -> UInt64 { table.frame.rawValue &<< 10 | 1 }

  /// Valid, readable, executable, of user mode, which a second stage asks for; accessed and dirty, which it need not keep.
  @inline(__always)
  public static func entry(toPage page: HPA, at level: PageLevel, isReadOnly: Bool) -> UInt64 {
    page.frame.rawValue &<< 10 | (isReadOnly ? 0xDB : 0xDF)
  }

  /// D clear.
  @inline(__always)
  public static func cleaned(_ entry: UInt64) -> UInt64 { entry & ~RISCVBit.dirty }
}
