import MMUCore
import Workload

/// Plays the hypervisor of a guest with two-dimensional paging: backs a guest's frame when a walk first misses it.
///
/// The guest's tables lie in machine memory at a distance; its data, for which there is no memory, at the same addresses.
struct HostPager {
  /// The extended page tables.
  private(set) var tables: PageTables<EPTEncoding>
  /// The pages that back the guest.
  private(set) var counts = PageCounts()
  private let pageSize: PageSize
  /// The guest's memory that has tables in it, in bytes.
  private let guestByteCount: UInt64
  /// Where that memory begins in the machine's.
  private let distance: UInt64

  init(tables: PageTables<EPTEncoding>, _ pageSize: PageSize, guestByteCount: UInt64, at distance: UInt64) {
    self.tables = tables
    self.pageSize = pageSize
    self.guestByteCount = guestByteCount
    self.distance = distance
  }

  /// Handles the violation at a guest physical address.
  mutating func map(_ gpa: GPA) throws(TLBProfilerError) {
    let isTable = gpa.rawValue < guestByteCount
    // Where tables do not begin at a large page's boundary they are backed by small ones.
    let size = isTable && (distance | guestByteCount) & pageSize.offsetMask != 0 ? .kib4 : pageSize
    let target = HPA(isTable ? gpa.rawValue + distance : gpa.rawValue)
    guard tables.map(gpa, to: target, size, .userTouched) == nil else {
      throw .outOfTableMemory(byteCount: Int(guestByteCount))
    }
    counts[size] += 1
  }
}
