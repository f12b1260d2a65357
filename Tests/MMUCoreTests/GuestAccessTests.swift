import MMUCore
import Testing

@Suite struct GuestAccessTests {
  @Test(arguments: [AccessKind.load, .store, .fetch], [Privilege.user, .supervisor])
  func kindAndPrivilegeComeBack(_ kind: AccessKind, _ privilege: Privilege) {
    for overridesSMAP in [false, true] {
      let access = GuestAccess(kind, privilege, overridesSMAP: overridesSMAP)
      #expect(access.kind == kind)
      #expect(access.privilege == privilege)
      #expect(access.isStore == (kind == .store))
      #expect(access.overridesSMAP == (overridesSMAP && privilege == .supervisor && kind != .fetch))
    }
  }

  @Test func classesAreNumberedInOrder() {
    #expect(GuestAccess.everyClass.map(\.classIndex) == Array(0...7))
    #expect(GuestAccess.everyClass.map(\.asSet.rawValue) == [1, 2, 4, 8, 16, 32, 64, 128])
  }

  @Test func storesAreTheThreeClassesThatWrite() {
    let stores = GuestAccess.everyClass.filter { AccessClassSet.stores.contains($0.asSet) }
    #expect(stores.map(\.classIndex) == [1, 4, 7])
    #expect(AccessClassSet.all.subtracting(.stores).rawValue == 0b0110_1101)
  }

  @Test func flagSetsUniteAndTest() {
    let both = AccessRights.write | .user
    #expect(both.contains(.write) && both.contains(.none) && !both.contains(.all))
    #expect(both.intersects(.all) && !both.intersects(.execute) && !both.intersects(.none))
    #expect(both.subtracting(.user) == .write)
    var rights = AccessRights.none
    rights |= .execute
    #expect(rights == .execute)
  }

  @Test func codedEnumsHashByTheirCodes() {
    #expect(Set([AccessKind.load, .store, .fetch, .load]).count == 3)
    #expect(AccessKind.fetch.hashValue == 2)
  }
}
