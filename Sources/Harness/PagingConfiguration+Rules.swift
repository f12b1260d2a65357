import MMUCore
import MMUReference

extension PagingConfiguration {
  /// The same configuration as the core's walker takes it.
  public var rules: X86Long4.Rules {
    X86Long4.Rules(
      controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits, has1GiBPages: has1GiBPages,
      honoursGlobal: honoursGlobal)
  }
}
