import MMUCore
import MMUReference
import Testing

/// Intel SDM vol. 3A, section "Determination of Access Rights".
@Suite struct PermissionTableTests {
  /// One row a combination of rights: –, W, U, WU, X, WX, UX, WUX. In a row: user load, store, fetch; supervisor load,
  /// store, fetch; supervisor load and store with AC = 1.
  private static let truth: [(controls: X86Controls, rows: [String])] = [
    (.none, ["---rwxrw", "---rwxrw", "r-xrwxrw", "rwxrwxrw", "---rwxrw", "---rwxrw", "r-xrwxrw", "rwxrwxrw"]),
    (.writeProtect, ["---r-xr-", "---rwxrw", "r-xr-xr-", "rwxrwxrw", "---r-xr-", "---rwxrw", "r-xr-xr-", "rwxrwxrw"]),
    (.noExecute, ["---rw-rw", "---rw-rw", "r--rw-rw", "rw-rw-rw", "---rwxrw", "---rwxrw", "r-xrwxrw", "rwxrwxrw"]),
    (.smep, ["---rwxrw", "---rwxrw", "r-xrw-rw", "rwxrw-rw", "---rwxrw", "---rwxrw", "r-xrw-rw", "rwxrw-rw"]),
    (.smap, ["---rwxrw", "---rwxrw", "r-x--xrw", "rwx--xrw", "---rwxrw", "---rwxrw", "r-x--xrw", "rwx--xrw"]),
    (
      .writeProtect | .noExecute | .smep | .smap,
      ["---r--r-", "---rw-rw", "r-----r-", "rw----rw", "---r-xr-", "---rwxrw", "r-x---r-", "rwx---rw"]
    ),
  ]

  @Test func tableIsTheManuals() {
    for (controls, rows) in Self.truth {
      let table = PermissionTable(x86: controls)
      for (rights, row) in rows.enumerated() {
        let permitted = table.permitted(by: AccessRights(rawValue: UInt8(rights)))
        let found = zip(GuestAccess.everyClass, "rwxrwxrw").map { permitted.contains($0.asSet) ? $1 : "-" }
        #expect(String(found) == row, "controls \(controls.rawValue), rights \(rights)")
      }
    }
  }

  @Test func everyCombinationAgreesWithTheReference() {
    for controls in X86Controls.combinations {
      let table = PermissionTable(x86: controls)
      for rights in (0..<8).map({ AccessRights(rawValue: $0) }) {
        for access in GuestAccess.everyClass {
          let allowed = ReferenceAccessRights.allow(access, to: rights, under: controls)
          #expect(table.permitted(by: rights).contains(access.asSet) == allowed, "\(access) \(rights) \(controls)")
        }
      }
    }
  }
}
