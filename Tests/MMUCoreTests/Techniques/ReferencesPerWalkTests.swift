import MMUCore
import Testing
import Workload

/// References per walk of techniques without caches: (n + 1)(m + 1) − 1 in two dimensions, n in one.
@Suite struct ReferencesPerWalkTests {
  private func references(_ name: TechniqueName, hostPages: PageSize = .kib4, guestLevel: UInt64 = 1) throws -> UInt64 {
    let guest = try TechniqueGuest(
      name.make { shape in
        shape.walkCaches = (0, 0, 0)
        shape.nestedTLB = 0
        shape.hostPageSize = hostPages
      })
    let gva = TechniqueGuest.base
    let entry = guestLevel == 1 ? guest.leaf(0) : guest.leaf(0, 0xE7)
    guest.write(entry, at: guest.place(gva, level: guestLevel))
    guest.load()
    guest.touch(gva)
    guest.machine.flushSpace(ASID(0))
    let before = guest.machine.counters
    guest.touch(gva)
    let after = guest.machine.counters
    #expect(after.walks - before.walks == 1)
    return after.references + after.hostReferences - before.references - before.hostReferences
  }

  @Test func oneDimension() throws {
    for name in [.native, .paravirtual, .writeProtect, .unsync, .withoutSoftwareTLB] as [TechniqueName] {
      #expect(try references(name) == 4, "\(name)")
      #expect(try references(name, guestLevel: 2) == 3, "\(name)")
    }
  }

  @Test func twoDimensions() throws {
    #expect(try references(.nested) == 24)
    #expect(try references(.nested, guestLevel: 2) == 19)
    #expect(try references(.nested, hostPages: .mib2, guestLevel: 2) == 15)
  }
}
