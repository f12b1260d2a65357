import MMUCore
import Testing

/// Bugs that real shadow pagers had, each as a test of every policy. docs/SHADOW.md says where each is from.
@Suite struct ShadowRegressionTests {
  private func isSound(_ scenario: ShadowScenario) {
    for policy in ShadowScenario.policies {
      do {
        try scenario.play(policy)
      } catch {
        Issue.record("\(policy.name): \(error)")
      }
    }
  }

  @Test("CVE-2026-53359: a page is reused although its role differs in direct") func pageBecomesTable() {
    isSound(.pageBecomesTable)
  }

  @Test("CVE-2026-46113: a page is reused although its frame differs") func baseOfLargePageChanges() {
    isSound(.baseOfLargePageChanges)
  }

  @Test("CVE-2026-23401: a device's entry over a present one") func deviceOverPage() { isSound(.deviceOverPage) }

  @Test("CVE-2026-23402: another frame's entry over a present one") func frameBehindPageChanges() {
    isSound(.frameBehindPageChanges)
  }

  @Test("CVE-2021-38198: one table under parents of different rights") func sharedDirectory() {
    isSound(.sharedDirectory)
  }

  @Test("CVE-2022-1789: invalidations in every paging mode") func invalidationsInEveryMode() {
    isSound(.invalidationsInEveryMode)
  }

  @Test("CVE-2022-49562: accessed and dirty bits land elsewhere") func marksLandInTheWalkedEntries() {
    isSound(.marksLandInTheWalkedEntries)
  }

  @Test("CVE-2017-12188: levels beyond a mode's") func modesSwitch() { isSound(.modesSwitch) }

  @Test("XSA-438: the pool runs out while roots are in use") func poolRunsOut() { isSound(.poolRunsOut) }

  @Test("XSA-427: the smallest pool, with a dirty log") func smallestPoolWithDirtyLog() {
    isSound(.smallestPoolWithDirtyLog)
  }

  @Test("XSA-430: a table where no memory is") func tableIsNoMemory() { isSound(.tableIsNoMemory) }

  @Test("XSA-408: a flush that is missing") func hostChangesAreFlushed() { isSound(.hostChangesAreFlushed) }

  @Test("XSA-477: emulated stores of every width") func storesOfEveryWidth() { isSound(.storesOfEveryWidth) }

  @Test("XSA-173: large pages of high frames, PSE-36") func highLargePages() { isSound(.highLargePages) }

  @Test("XSA-243: tables that map themselves") func tablesMapThemselves() { isSound(.tablesMapThemselves) }

  @Test("XSA-249: more references than a counter holds") func manyReferences() { isSound(.manyReferences) }

  @Test("XSA-219: a table goes between fault and emulation") func tableGoesBeforeItsStore() {
    isSound(.tableGoesBeforeItsStore)
  }

  @Test("XSA-168: INVLPG of addresses that are not canonical") func invlpgOfAnyAddress() {
    isSound(.invlpgOfAnyAddress)
  }

  @Test("65855ed8b034: a page is linked before it is in sync") func parentOfUnsyncTableIsLinked() {
    isSound(.parentOfUnsyncTableIsLinked)
  }

  @Test("36a2e6774bfb: in sync, and writable through another table") func unsyncTableMapsAnother() {
    isSound(.unsyncTableMapsAnother)
  }

  @Test("f7d9c7b7b902: an entry changes between walk and use") func entryChangesBetweenWalkAndUse() {
    isSound(.entryChangesBetweenWalkAndUse)
  }

  @Test("d28c6cfbbc5e, 5fd5387c89ec: large pages of one run, different rights") func largePagesOfDifferentRights() {
    isSound(.largePagesOfDifferentRights)
  }

  @Test("c22885050e65, 5f0b819995e1: CR0.WP = 0, with and without SMEP, SMAP, NXE") func writeProtectOff() {
    isSound(.writeProtectOff)
  }

  @Test("9645bb56b31a: EFER.NXE changes") func noExecuteChanges() { isSound(.noExecuteChanges) }

  @Test("404381c5839d: a store to a large page under a dirty log") func storeToLargePageUnderLog() {
    isSound(.storeToLargePageUnderLog)
  }

  @Test("d3c422bd3338: a large page of read-only memory") func largePageOfReadOnlyMemory() {
    isSound(.largePageOfReadOnlyMemory)
  }

  @Test("08e850c6536d: prefetching among changes") func prefetchAmongChanges() { isSound(.prefetchAmongChanges) }

  @Test("hypocaust issue 1: a root's frame is used again") func rootFrameIsUsedAgain() {
    isSound(.rootFrameIsUsedAgain)
  }

  @Test("INVLPG of one of two addresses that share a table") func invlpgOfOneOfTwoAddresses() {
    isSound(.invlpgOfOneOfTwoAddresses)
  }

  @Test("INVLPG in the other half of 4 MiB") func invlpgOfTheOtherHalf() { isSound(.invlpgOfTheOtherHalf) }

  @Test("Quarters and halves of 32-bit tables") func partsOfNarrowTables() { isSound(.partsOfNarrowTables) }

  @Test("A large page that covers a table") func largePageOverTables() { isSound(.largePageOverTables) }

  @Test("Walks that set bits are stores to a dirty log") func walksAreLogged() { isSound(.walksAreLogged) }

  @Test("Stores made for the guest are stores to a dirty log") func madeStoresAreLogged() {
    isSound(.madeStoresAreLogged)
  }

  @Test("A root in use is not taken for data") func usedRootIsNotFlooded() { isSound(.usedRootIsNotFlooded) }

  @Test("Held roots of other address spaces are flushed") func heldRootsAreFlushed() { isSound(.heldRootsAreFlushed) }

  @Test("PAE's pointers are read again only where the manual says") func pointersAreReadWhereTheyAre() {
    isSound(.pointersAreReadWhereTheyAre)
  }

  @Test("A root that found no room keeps its address space") func refusedRootKeepsItsSpace() {
    isSound(.refusedRootKeepsItsSpace)
  }
}
