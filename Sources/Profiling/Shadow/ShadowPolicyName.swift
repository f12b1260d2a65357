import MMUCore

/// The ways to keep shadow tables in step with the guest's, by the names that a person chooses them by.
public enum ShadowPolicyName: String, CaseIterable, Sendable, Codable {
  /// ``WriteProtectSync``.
  case writeProtect = "write-protect"
  /// ``UnsyncPolicy``.
  case unsync
  /// ``SnapshotSync``.
  case snapshot
  /// ``VTLBPolicy``.
  case vtlb
}
