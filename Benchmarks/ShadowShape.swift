import MMUCore
import Workload

/// What a shadow benchmark's guest has mapped, and how much the pager can hold.
struct ShadowShape {
  /// The leaf tables, 2 MiB apart.
  var tables = 1
  /// Whether the kernel sees all of memory.
  var hasWindow = false
  /// Shadow pages.
  var pages = 256
  /// Blocks of the reverse map.
  var listBlocks = 256
  var options = ShadowOptions()

  /// Tables lie below ``firstData``; children of a fork have theirs from ``firstChild`` on.
  static let guestFrames = 8192
  static let firstData = GFN(2048)
  static let firstChild = GFN(4096)
  static let firstCopy = GFN(7168)
  static let firstHostFrame = HFN(0x40_0000)
  static let window = GVA(0xFFFF_8000_0000_0000)
  /// The bits of an address in the cycle of 64 pages.
  static let mask: UInt64 = 64 * 8 * 4096 - 1
  private static let successors = RandomCycle.successors(count: 64, seed: 0x5AD0)

  /// What pages of user data are behind the leaf tables.
  var checkedMappings: [(GVA, GFN)] {
    var mappings: [(GVA, GFN)] = []
    for table in 0..<UInt64(tables) {
      for page in 0..<(table == 0 ? 512 : 8) as Range<UInt64> {
        mappings.append((GVA(table << 21 | page << 12), Self.frame(of: page, behind: table)))
      }
    }
    return mappings
  }

  private static func frame(of page: UInt64, behind table: UInt64) -> GFN {
    if table > 0 { return firstData.advanced(by: 640 + (table * 8 + page) % 1024) }
    return firstData.advanced(by: page % 8 == 0 ? UInt64(successors[Int(page / 8)]) : 64 + page)
  }

  /// Everything that is mapped.
  var mappings: [(GVA, GFN)] {
    guard hasWindow else { return checkedMappings }
    return checkedMappings
      + (0..<UInt64(Self.guestFrames)).map { (Self.window.advanced(by: $0 << 12), GFN($0)) }
  }
}

/// A guest's format, the tables that shadow it, and how they are kept in step.
struct ShadowGuest<Encoding: EntryEncoding, Host: ShadowHostFormat, Policy: SyncPolicy>
where Encoding.Format: ShadowedFormat {
  typealias MMU = ShadowMMU<Encoding.Format, Host, Policy>

  /// The guest's name.
  let name: String
  let rules: Encoding.Format.Rules
  let hostRules: Host.Rules
  let mode: ShadowMode
  /// The specialised loops.
  let run: (ShadowLoop, inout MMU, Int) -> UInt64?

  /// Policy and guest, as benchmarks are named after them.
  var path: String { "\(Policy.name)/\(name)" }
}
