import MMUCore

/// What real shadow pagers got wrong, each as a short life of a guest. A scenario throws where something is not as it must be.
enum ShadowScenario: String, CaseIterable, Sendable {
  // KVM's, by CVE.
  case pageBecomesTable, baseOfLargePageChanges, deviceOverPage, frameBehindPageChanges, sharedDirectory
  case invalidationsInEveryMode, marksLandInTheWalkedEntries, modesSwitch
  // Xen's, by XSA.
  case poolRunsOut, smallestPoolWithDirtyLog, tableIsNoMemory, hostChangesAreFlushed, storesOfEveryWidth
  case highLargePages, tablesMapThemselves, manyReferences, tableGoesBeforeItsStore, invlpgOfAnyAddress
  // KVM's, by commit, and hypocaust's.
  case parentOfUnsyncTableIsLinked, unsyncTableMapsAnother, entryChangesBetweenWalkAndUse
  case largePagesOfDifferentRights, writeProtectOff, noExecuteChanges, storeToLargePageUnderLog
  case largePageOfReadOnlyMemory, prefetchAmongChanges, rootFrameIsUsedAgain
  // Our own.
  case invlpgOfOneOfTwoAddresses, invlpgOfTheOtherHalf, partsOfNarrowTables, largePageOverTables, walksAreLogged
  case madeStoresAreLogged, usedRootIsNotFlooded, heldRootsAreFlushed, pointersAreReadWhereTheyAre,
    refusedRootKeepsItsSpace

  /// The policies of the product.
  static let policies: [any SyncPolicy.Type] = [
    WriteProtectSync.self, UnsyncPolicy.self, SnapshotSync.self, VTLBPolicy.self,
  ]

  /// Plays the scenario through.
  func play<P: SyncPolicy>(_ policy: P.Type) throws {
    switch self {
    case .pageBecomesTable: try Self.pageBecomesTable(policy)
    case .baseOfLargePageChanges: try Self.baseOfLargePageChanges(policy)
    case .deviceOverPage: try Self.deviceOverPage(policy)
    case .frameBehindPageChanges: try Self.frameBehindPageChanges(policy)
    case .sharedDirectory: try Self.sharedDirectory(policy)
    case .invalidationsInEveryMode: try Self.invalidationsInEveryMode(policy)
    case .marksLandInTheWalkedEntries: try Self.marksLandInTheWalkedEntries(policy)
    case .modesSwitch: try Self.modesSwitch(policy)
    case .poolRunsOut: try Self.poolRunsOut(policy)
    case .smallestPoolWithDirtyLog: try Self.smallestPoolWithDirtyLog(policy)
    case .tableIsNoMemory: try Self.tableIsNoMemory(policy)
    case .hostChangesAreFlushed: try Self.hostChangesAreFlushed(policy)
    case .storesOfEveryWidth: try Self.storesOfEveryWidth(policy)
    case .highLargePages: try Self.highLargePages(policy)
    case .tablesMapThemselves: try Self.tablesMapThemselves(policy)
    case .manyReferences: try Self.manyReferences(policy)
    case .tableGoesBeforeItsStore: try Self.tableGoesBeforeItsStore(policy)
    case .invlpgOfAnyAddress: try Self.invlpgOfAnyAddress(policy)
    case .parentOfUnsyncTableIsLinked: try Self.parentOfUnsyncTableIsLinked(policy)
    case .unsyncTableMapsAnother: try Self.unsyncTableMapsAnother(policy)
    case .entryChangesBetweenWalkAndUse: try Self.entryChangesBetweenWalkAndUse(policy)
    case .largePagesOfDifferentRights: try Self.largePagesOfDifferentRights(policy)
    case .writeProtectOff: try Self.writeProtectOff(policy)
    case .noExecuteChanges: try Self.noExecuteChanges(policy)
    case .storeToLargePageUnderLog: try Self.storeToLargePageUnderLog(policy)
    case .largePageOfReadOnlyMemory: try Self.largePageOfReadOnlyMemory(policy)
    case .prefetchAmongChanges: try Self.prefetchAmongChanges(policy)
    case .rootFrameIsUsedAgain: try Self.rootFrameIsUsedAgain(policy)
    case .invlpgOfOneOfTwoAddresses: try Self.invlpgOfOneOfTwoAddresses(policy)
    case .invlpgOfTheOtherHalf: try Self.invlpgOfTheOtherHalf(policy)
    case .partsOfNarrowTables: try Self.partsOfNarrowTables(policy)
    case .largePageOverTables: try Self.largePageOverTables(policy)
    case .walksAreLogged: try Self.walksAreLogged(policy)
    case .madeStoresAreLogged: try Self.madeStoresAreLogged(policy)
    case .usedRootIsNotFlooded: try Self.usedRootIsNotFlooded(policy)
    case .heldRootsAreFlushed: try Self.heldRootsAreFlushed(policy)
    case .pointersAreReadWhereTheyAre: try Self.pointersAreReadWhereTheyAre(policy)
    case .refusedRootKeepsItsSpace: try Self.refusedRootKeepsItsSpace(policy)
    }
  }
}
