/// A root of shadow tables that a processor holds, and what of the guest it stands for.
public struct ShadowRoot: BitwiseCopyable {
  var key: ShadowRootKey
  var mode: ShadowPageRole
  var pcid: ASID
  var page: ShadowPageIndex
  /// By which the processor's TLB tells its roots apart.
  var tag: ASID
  /// Whether the guest has flushed the address space since the root was last loaded, so that its next load is a flush.
  var isFlushDue = false

  static func empty(tag: ASID) -> ShadowRoot {
    ShadowRoot(key: ShadowRootKey(0), mode: ShadowPageRole(rawValue: 0), pcid: ASID(0), page: .none, tag: tag)
  }
}
