/// The control-register bits that change how x86 page tables are read.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", sections "Paging Modes and Control Bits" and "Access Rights".
public struct X86Controls: FlagSet {
  /// One bit a control.
  public let rawValue: UInt8

  /// The controls with the given bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// CR0.WP: supervisor stores respect the read-only bit.
  public static var writeProtect: X86Controls { X86Controls(rawValue: 1) }

  /// EFER.NXE: bit 63 of an entry forbids fetches; without it, bit 63 is reserved.
  public static var noExecute: X86Controls { X86Controls(rawValue: 2) }

  /// CR4.SMEP: supervisor mode may not fetch from user pages.
  public static var smep: X86Controls { X86Controls(rawValue: 4) }

  /// CR4.SMAP: supervisor mode may not access data on user pages, unless EFLAGS.AC is 1.
  public static var smap: X86Controls { X86Controls(rawValue: 8) }

  /// CR4.PSE: 32-bit paging knows 4 MiB pages. The other modes have large pages whatever it says.
  public static var pageSizeExtensions: X86Controls { X86Controls(rawValue: 16) }

  /// CR4.PKE: PKRU restricts data accesses to user pages by their protection key (4-level and 5-level paging).
  public static var userKeys: X86Controls { X86Controls(rawValue: 32) }

  /// CR4.PKS: IA32_PKRS restricts data accesses to supervisor pages likewise.
  public static var supervisorKeys: X86Controls { X86Controls(rawValue: 64) }
}
