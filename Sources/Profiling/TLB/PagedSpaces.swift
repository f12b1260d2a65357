import MMUCore
import Workload

/// The address spaces of a trace, each with tables and page sizes of its own, made when it is first entered.
struct PagedSpaces {
  /// One of them.
  struct Space {
    /// Counted from 0 in the order of entering.
    let number: Int
    /// Its tables.
    let tables: PageTables<X86Long4Encoding>.Space
    /// Its page sizes, unless they are uniform.
    let sizes: MappedBuffer?
  }

  private struct Key: Hashable {
    let machine: UInt16
    let asid: UInt16
  }

  private var spaces: [Key: Space] = [:]
  /// The current machine.
  var machine: UInt16 = 0
  /// The current address space of the machine.
  var asid = ASID(0)

  /// How many have been entered.
  var count: Int { spaces.count }

  /// A space of the current machine, if it has been entered.
  func space(_ asid: ASID) -> Space? { spaces[Key(machine: machine, asid: asid.rawValue)] }

  /// Remembers the current space.
  mutating func add(_ tables: PageTables<X86Long4Encoding>.Space, _ sizes: MappedBuffer?) -> Space {
    let space = Space(number: spaces.count, tables: tables, sizes: sizes)
    spaces[Key(machine: machine, asid: asid.rawValue)] = space
    return space
  }
}

extension MappedBuffer {
  /// The map of page sizes in it.
  var pageSizeMap: PageSizeMap { PageSizeMap(words: bound(to: UInt64.self)) }
}
