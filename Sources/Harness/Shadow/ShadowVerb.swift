/// What an event of a ``ShadowScript`` does. The comment names the event's operands.
public enum ShadowVerb: String, CaseIterable, Sendable {
  /// Address, access class.
  case access
  /// Address, access class times 16 plus bytes, value.
  case store
  /// A trapped store: guest physical address, bytes, value.
  case write
  /// The host's own write, which it tells the pager of: guest physical address, bytes, value.
  case poke
  /// x86: the value for CR3. RISC-V: the root's address, ASID, 1 to keep translations.
  case root
  /// The value for CR0.
  case cr0
  /// The value for CR4; on RISC-V the controls.
  case cr4
  /// EFER.LME, EFER.NXE.
  case efer
  /// Address.
  case invlpg
  /// INVPCID's type, PCID, address.
  case invpcid
  /// First guest frame, frames times 2 plus 1 if it is read-only, first host frame.
  case slot
  /// First guest frame.
  case unslot
  /// First guest frame.
  case log
  /// First guest frame.
  case unlog
  /// Guest frame.
  case takeDirty = "take-dirty"
  /// Guest frame.
  case unmap
  /// Guest frame.
  case protect
  /// Nothing.
  case zap
  /// The most pages.
  case zapMore = "zap-more"
}
