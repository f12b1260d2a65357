import MMUCore
import MMUReference
import Workload

extension X86Configuration {
  /// Any configuration.
  static func random(_ random: inout SplitMix64) -> X86Configuration {
    X86Configuration(
      controls: X86Controls(rawValue: UInt8(random.below(128))),
      maxPhysicalAddressBits: UInt8(32 + random.below(21)), has1GiBPages: !random.oneIn(4),
      honoursGlobal: !random.oneIn(4),
      keys: X86ProtectionKeys(
        pkru: UInt32(truncatingIfNeeded: random.next() & random.next()),
        pkrs: UInt32(truncatingIfNeeded: random.next() & random.next())), hasPSE36: !random.oneIn(4))
  }
}
