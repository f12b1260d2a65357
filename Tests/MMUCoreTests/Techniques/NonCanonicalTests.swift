import MMUCore
import Testing
import Workload

/// An address that is not canonical faults, whatever is cached of the one that it would be without its highest bits.
@Suite struct NonCanonicalTests {
  private static let fault = AccessOutcome.fault(PageFault(.nonCanonical, at: PageLevel(4)))

  @Test(arguments: TechniqueName.allCases, [1 << 63, 1 << 57, 1 << 48, 0xFFFF << 48] as [UInt64])
  func faults(_ name: TechniqueName, _ wrong: UInt64) throws {
    let guest = try TechniqueGuest(name.make())
    let near = TechniqueGuest.base + 0x1000
    guest.set(guest.leaf(1), for: TechniqueGuest.base)
    guest.set(guest.leaf(2), for: near)
    guest.load()
    guard case .memory = guest.touch(TechniqueGuest.base) else {
      Issue.record("the page is mapped")
      return
    }
    // The caches know the table of the first page; nothing knows the second.
    #expect(guest.touch(near | wrong) == Self.fault)
    #expect(guest.touch(TechniqueGuest.base | wrong) == Self.fault)
    guard case .memory = guest.touch(near) else {
      Issue.record("a fault next to it changes nothing")
      return
    }
  }
}
