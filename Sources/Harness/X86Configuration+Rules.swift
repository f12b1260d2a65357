import MMUCore
import MMUReference

extension X86Configuration {
  /// The same configuration as the core's walker takes it.
  public var rules: X86Rules {
    X86Rules(
      controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits, has1GiBPages: has1GiBPages,
      honoursGlobal: honoursGlobal)
  }
}
