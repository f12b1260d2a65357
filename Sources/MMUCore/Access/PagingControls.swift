/// The control-register bits that change how page tables are read.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", sections "Paging Modes and Control Bits" and "Access Rights".
public struct PagingControls: FlagSet {
  /// One bit a control.
  public let rawValue: UInt8

  /// The controls with the given bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// CR0.WP: supervisor stores respect the read-only bit.
  public static var writeProtect: PagingControls { PagingControls(rawValue: 1) }

  /// EFER.NXE: bit 63 of an entry forbids fetches; without it, bit 63 is reserved.
  public static var noExecute: PagingControls { PagingControls(rawValue: 2) }

  /// CR4.SMEP: supervisor mode may not fetch from user pages.
  public static var smep: PagingControls { PagingControls(rawValue: 4) }

  /// CR4.SMAP: supervisor mode may not access data on user pages, unless EFLAGS.AC is 1.
  public static var smap: PagingControls { PagingControls(rawValue: 8) }
}
