import MMUCore

extension KVMCase {
  /// Whether what KVM derived from the tables for one case may be wrong for this one, although the tables are the same.
  ///
  /// KVM that shadows tables does not keep shadows apart by EFER.NXE and CR4.PSE. And under CR0.WP = 0, where a supervisor
  /// may store to read-only pages, it makes a user's page a supervisor's for that, which SMAP then does not guard; and it takes
  /// the address of a device from the load before, without setting the dirty bit. A processor has nothing of the kind: the
  /// guest empties its TLBs before each access.
  package func mayFindOldShadows(after last: KVMCase) -> Bool {
    let changed = configuration.controls.rawValue ^ last.configuration.controls.rawValue
    return changed & (X86Controls.noExecute | .pageSizeExtensions).rawValue != 0
      || overridesReadOnly || last.overridesReadOnly
  }

  /// Whether this is a supervisor's store, and CR0.WP = 0.
  private var overridesReadOnly: Bool {
    access.kind == .store && access.privilege == .supervisor && !configuration.controls.contains(.writeProtect)
  }
}
