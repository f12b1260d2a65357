import CKVM
import MMUCore

/// One access that the virtual machine is to make, and the registers that decide about it.
public struct KVMRequest: Equatable, Sendable {
  /// The paging mode.
  public var mode: KVMMode
  /// CR3.
  public var root: GPA
  /// The address of the access.
  public var gva: GVA
  /// The access itself.
  public var access: GuestAccess
  /// CR0.WP, EFER.NXE, CR4.SMEP, CR4.SMAP.
  public var controls: X86Controls
  /// CR4.PGE.
  public var honoursGlobal = false
  /// CR4.PSE: 4 MiB pages in 32-bit paging, of no meaning elsewhere.
  public var honoursPageSize = true
  /// PKRU, where CR4.PKE is to be 1.
  public var userKeys: UInt32?
  /// IA32_PKRS, where CR4.PKS is to be 1. Key 0 must be open.
  public var supervisorKeys: UInt32?
  /// What a store writes.
  public var token: UInt32 = 0

  /// A request.
  public init(mode: KVMMode, root: GPA, gva: GVA, access: GuestAccess, controls: X86Controls) {
    self.mode = mode
    self.root = root
    self.gva = gva
    self.access = access
    self.controls = controls
  }

  var shim: ckvm_case {
    ckvm_case(
      mode: mode.shim, kind: kind, cr3: root.rawValue, gva: gva.rawValue, token: token,
      user: access.privilege == .user, alignment_check: access.overridesSMAP,
      write_protect: controls.contains(.writeProtect), no_execute: controls.contains(.noExecute),
      pse: honoursPageSize, pge: honoursGlobal, smep: controls.contains(.smep), smap: controls.contains(.smap),
      pke: userKeys != nil, pks: supervisorKeys != nil, pkru: userKeys ?? 0, pkrs: supervisorKeys ?? 0)
  }

  private var kind: ckvm_kind {
    switch access.kind {
    case .load: CKVM_LOAD
    case .store: CKVM_STORE
    case .fetch: CKVM_FETCH
    }
  }
}
