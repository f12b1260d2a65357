import ArgumentParser
import MMUCore
import Profiling

/// The options that say what pages a profile's operating system maps, and how they are walked to.
struct ProfilePagingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pages: 4K, 2M or 1G; thp, thp=50%, thp-1g (huge pages where a region allows, from the first touch or from a share of "
        + "it); contig, napot (sixteen 4K pages in one entry).", valueName: "pages"))
  var pageSize = "4K"

  @Option(help: "How many of a hundred regions find no contiguous memory for a larger page.")
  var fragmentation = 0

  @Option(
    help: ArgumentHelp(
      "Walk caches: entries for the PML4, the PDPT and the page directory, as 4,4,24[,nested=16][,lines=64], "
        + "or 24,tag=physical.", valueName: "sizes"))
  var walkCache: String?

  func validate() throws {
    guard (0...100).contains(fragmentation) else { throw ValidationError("--fragmentation is 0 to 100.") }
  }

  /// How pages are mapped under a policy.
  func paging(_ policy: PageSizePolicy) throws -> DemandPaging {
    DemandPaging(policy, fragmentation: fragmentation)
  }
}
