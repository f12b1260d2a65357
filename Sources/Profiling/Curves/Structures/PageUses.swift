import MMUCore
import Workload

/// How often each page was used: the runs of uses that page changes end.
final class PageUses {
  private let uses: UnsafeMutablePointer<UInt64>
  private let memory: MappedBuffer
  /// The pages that each side is on, and their uses so far.
  private var data: (page: Int, run: UInt64)?
  private var fetch: (page: Int, run: UInt64)?

  /// No uses; `nil` when the system refuses memory.
  init?(capacity: Int) {
    guard let memory = MappedBuffer(byteCount: 8 * capacity) else { return nil }
    self.memory = memory
    uses = memory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
  }

  /// Notes page changes, after which each side's latest page has been used some times.
  func note(_ changes: PageCurves.Changes, dataRun: UInt64, fetchRun: UInt64) {
    var (dataPage, fetchPage) = (data?.page ?? -1, fetch?.page ?? -1)
    for index in 0..<changes.count {
      let change = changes.pages[index]
      let page = Int(change & ~PageCurves.Changes.fetchBit)
      let isFetch = change & PageCurves.Changes.fetchBit != 0
      let before = isFetch ? fetchPage : dataPage
      if before >= 0 { uses[before] &+= changes.runs[index] }
      fetchPage = isFetch ? page : fetchPage
      dataPage = isFetch ? dataPage : page
    }
    if dataPage >= 0 { data = (dataPage, dataRun) }
    if fetchPage >= 0 { fetch = (fetchPage, fetchRun) }
  }

  /// The uses of a page.
  func count(_ page: Int) -> UInt64 {
    uses[page] + (data?.page == page ? data?.run ?? 0 : 0) + (fetch?.page == page ? fetch?.run ?? 0 : 0)
  }
}
