import CKVM

/// What the virtual machine's CPUID says of paging.
public struct KVMFeatures: Equatable, Sendable {
  /// MAXPHYADDR: CPUID.80000008H:EAX[7:0].
  public let maxPhysicalAddressBits: UInt8
  /// CPUID.80000001H:EDX.Page1GB.
  public let has1GiBPages: Bool
  /// CPUID.80000001H:EDX.NX.
  public let hasNoExecute: Bool
  /// CPUID.01H:EDX.PGE.
  public let hasGlobalPages: Bool
  /// CPUID.01H:EDX.PSE-36.
  public let hasPSE36: Bool
  /// CPUID.07H:EBX.SMEP.
  public let hasSMEP: Bool
  /// CPUID.07H:EBX.SMAP.
  public let hasSMAP: Bool
  /// CPUID.07H:ECX.PKU.
  public let hasUserKeys: Bool
  /// CPUID.07H:ECX.PKS.
  public let hasSupervisorKeys: Bool

  init(_ features: ckvm_features) {
    maxPhysicalAddressBits = features.max_physical_address_bits
    has1GiBPages = features.page_1gib
    hasNoExecute = features.nx
    hasGlobalPages = features.pge
    hasPSE36 = features.pse36
    hasSMEP = features.smep
    hasSMAP = features.smap
    hasUserKeys = features.pku
    hasSupervisorKeys = features.pks
  }

  /// The names of what is not there.
  public var missing: [String] {
    let all = [
      ("NX", hasNoExecute), ("1 GiB pages", has1GiBPages), ("PGE", hasGlobalPages), ("SMEP", hasSMEP),
      ("SMAP", hasSMAP), ("PKU", hasUserKeys), ("PKS", hasSupervisorKeys),
    ]
    return all.filter { !$0.1 }.map(\.0)
  }
}
