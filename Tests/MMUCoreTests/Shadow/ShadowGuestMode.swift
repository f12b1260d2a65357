import MMUCore

/// The paging mode that a test's guest starts in, and where things are in it.
enum ShadowGuestMode: CaseIterable, Sendable {
  case unpaged, legacy32, pae, long4, long5

  /// The levels of its tables; PAE's four pointers count as one.
  var levels: Int {
    switch self {
    case .unpaged: 0
    case .legacy32: 2
    case .pae: 3
    case .long4: 4
    case .long5: 5
    }
  }

  /// Bytes an entry.
  var width: UInt64 { self == .legacy32 ? 4 : 8 }

  /// Where the guest maps all its memory for itself.
  var directMap: UInt64 {
    switch self {
    case .unpaged: 0
    case .legacy32, .pae: 0xC000_0000
    case .long4: 0xFFFF_8000_0000_0000
    case .long5: 0xFF00_0000_0000_0000
    }
  }

  /// The distance of an address's entry from the start of its table.
  func offset(of gva: UInt64, level: Int) -> UInt64 {
    if self == .legacy32 { return (gva >> (level == 2 ? 22 : 12) & 1023) * 4 }
    if self == .pae && level == 3 { return (gva >> 30 & 3) * 8 }
    return (gva >> UInt64(3 + 9 * level) & 511) * 8
  }

  /// An entry that leads to a table.
  func tableEntry(_ frame: UInt64, level: Int) -> UInt64 { frame << 12 | (self == .pae && level == 3 ? 1 : 7) }

  /// CR0, CR4 and EFER.LME: paging as the mode says, CR0.WP and, in 32-bit paging, CR4.PSE set.
  func state(cr3: UInt64) -> X86PagingState {
    let on = X86PagingState.paging | X86PagingState.writeProtect | 1
    let pae = X86PagingState.physicalAddressExtension
    switch self {
    case .unpaged: return X86PagingState(cr0: 1, cr3: cr3, cr4: 0, enablesLongMode: false)
    case .legacy32:
      return X86PagingState(cr0: on, cr3: cr3, cr4: X86PagingState.pageSizeExtensions, enablesLongMode: false)
    case .pae: return X86PagingState(cr0: on, cr3: cr3, cr4: pae, enablesLongMode: false)
    case .long4: return X86PagingState(cr0: on, cr3: cr3, cr4: pae)
    case .long5: return X86PagingState(cr0: on, cr3: cr3, cr4: pae | X86PagingState.linearAddress57)
    }
  }
}

/// What a scenario found to be other than it must be.
struct ShadowDiscrepancy: Error, CustomStringConvertible {
  let description: String
}

/// Ends a scenario unless something holds.
func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
  if !condition { throw ShadowDiscrepancy(description: what()) }
}

extension GuestAccess {
  static let userLoad = GuestAccess(.load, .user)
  static let userStore = GuestAccess(.store, .user)
  static let userFetch = GuestAccess(.fetch, .user)
  static let kernelLoad = GuestAccess(.load, .supervisor)
  static let kernelStore = GuestAccess(.store, .supervisor)
  static let kernelFetch = GuestAccess(.fetch, .supervisor)
}
