import MMUCore
import MMUReference

extension X86Configuration {
  /// The same configuration as the core's walker takes it.
  public var rules: X86Rules {
    X86Rules(
      controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits, has1GiBPages: has1GiBPages,
      honoursGlobal: honoursGlobal, keys: keys)
  }

  /// The same for PAE paging.
  public var rulesOfPAE: X86Rules {
    X86PAE.rules(
      controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits, honoursGlobal: honoursGlobal)
  }

  /// The same for 32-bit paging.
  public var rulesOf32Bit: X86Legacy32.Rules {
    X86Legacy32.Rules(
      controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits, hasPSE36: hasPSE36,
      honoursGlobal: honoursGlobal)
  }

  /// The same for a host's nested tables.
  public var rulesOfNPT: X86Rules {
    NPT.rules(
      controls: controls, maxPhysicalAddressBits: maxPhysicalAddressBits, has1GiBPages: has1GiBPages)
  }
}
