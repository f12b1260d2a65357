import MMUCore

/// The policies of the product by name, for whoever has only the name.
public enum ShadowPolicies {
  /// Every policy's name.
  public static let names = [
    "\(WriteProtectSync.name)", "\(UnsyncPolicy.name)", "\(SnapshotSync.name)", "\(VTLBPolicy.name)",
  ]
}

extension ShadowFuzz {
  /// ``run(policy:guest:steps:seed:shrinks:)`` for a policy by its name; `nil` if there is none of that name.
  public static func run(
    policyNamed name: String, guest: ShadowGuest, steps: Int, seed: UInt64
  ) -> ShadowFuzzReport? {
    switch name {
    case "\(WriteProtectSync.name)": run(policy: WriteProtectSync.self, guest: guest, steps: steps, seed: seed)
    case "\(UnsyncPolicy.name)": run(policy: UnsyncPolicy.self, guest: guest, steps: steps, seed: seed)
    case "\(SnapshotSync.name)": run(policy: SnapshotSync.self, guest: guest, steps: steps, seed: seed)
    case "\(VTLBPolicy.name)": run(policy: VTLBPolicy.self, guest: guest, steps: steps, seed: seed)
    default: nil
    }
  }

  /// Does what the text of a script says; what is wrong, or `nil`.
  public static func replay(text: String) throws(CorpusFailure) -> String? {
    let script = try ShadowScript(text: text)
    switch script.policy {
    case "\(WriteProtectSync.name)": return replay(script, policy: WriteProtectSync.self)
    case "\(UnsyncPolicy.name)": return replay(script, policy: UnsyncPolicy.self)
    case "\(SnapshotSync.name)": return replay(script, policy: SnapshotSync.self)
    case "\(VTLBPolicy.name)": return replay(script, policy: VTLBPolicy.self)
    default: throw CorpusFailure(line: nil, expected: "a policy: \(ShadowPolicies.names.joined(separator: ", "))")
    }
  }
}
