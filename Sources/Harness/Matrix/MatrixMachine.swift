/// The processor that a matrix of x86 is run for.
public struct MatrixMachine: Equatable, Sendable {
  /// MAXPHYADDR, 32 to 52.
  public var maxPhysicalAddressBits: UInt8
  /// Whether there are protection keys.
  public var hasKeys: Bool
  /// Levels of the access matrix's tables: 4 or 5.
  public var levels: Int

  /// A processor; its sizes must be possible ones.
  public init(maxPhysicalAddressBits: UInt8 = 52, hasKeys: Bool = true, levels: Int = 4) {
    precondition((32...52).contains(maxPhysicalAddressBits), "MAXPHYADDR is 32 to 52")
    precondition(levels == 4 || levels == 5, "x86-64 has 4 or 5 levels")
    self.maxPhysicalAddressBits = maxPhysicalAddressBits
    self.hasKeys = hasKeys
    self.levels = levels
  }

  /// The processor in words.
  var text: String {
    "\(levels) levels, MAXPHYADDR \(maxPhysicalAddressBits), \(hasKeys ? "with" : "without") protection keys"
  }
}
