/// One virtual x86 processor: its control registers, and what shadow paging keeps for it.
public struct X86ShadowProcessor<Host: X86ShadowFormat> {
  /// CR0, CR3, CR4 and EFER.LME.
  public internal(set) var state: X86PagingState
  /// EFER.NXE.
  public internal(set) var noExecute: Bool
  /// PAE's four pointers, as they were when CR3 was last loaded.
  public internal(set) var pointers = X86PAEPointers(0, 0, 0, 0)
  /// The hardware's side.
  public var shadow: ShadowProcessor<Host>
  /// Whether CPUID offers 1 GiB pages.
  public let has1GiBPages: Bool
  /// What the registers make of entries of 8 bytes in the present format.
  private var rules: X86Rules
  /// What they make of entries of 4 bytes.
  private var narrowRules: X86Legacy32.Rules

  /// A processor with these registers.
  ///
  /// - Parameter roots: storage for ``ShadowProcessor/rootCapacity`` roots.
  public init(
    state: X86PagingState, noExecute: Bool, has1GiBPages: Bool = true, tlb: DirectMappedTLB,
    roots: UnsafeMutableBufferPointer<ShadowRoot>
  ) {
    self.state = state
    self.noExecute = noExecute
    self.has1GiBPages = has1GiBPages
    rules = X86Rules(controls: .none)
    narrowRules = X86Legacy32.Rules(controls: .none)
    shadow = ShadowProcessor(
      tlb: tlb, roots: roots, rules: Host.rules(under: .none), format: state.format, mode: .none)
    updateMode()
  }

  /// The controls that decide what entries permit. There are no protection keys under shadow paging, as with KVM.
  public var controls: X86Controls {
    var controls = X86Controls.none
    if state.cr0 & X86PagingState.writeProtect != 0 { controls |= .writeProtect }
    if noExecute { controls |= .noExecute }
    if state.cr4 & X86PagingState.smep != 0 { controls |= .smep }
    if state.cr4 & X86PagingState.smap != 0 { controls |= .smap }
    if state.cr4 & X86PagingState.pageSizeExtensions != 0 { controls |= .pageSizeExtensions }
    return controls
  }

  /// Works out what the registers say, for the walkers and for the hardware's side.
  mutating func updateMode() {
    let controls = controls
    let bits = state.maxPhysicalAddressBits
    let honoursGlobal = state.cr4 & X86PagingState.globalPages != 0
    switch state.format {
    case .x86PAE: rules = X86PAE.rules(controls: controls, maxPhysicalAddressBits: bits, honoursGlobal: honoursGlobal)
    case .x86Legacy32:
      narrowRules = X86Legacy32.Rules(controls: controls, maxPhysicalAddressBits: bits, honoursGlobal: honoursGlobal)
    default:
      rules = X86Rules(
        controls: controls, maxPhysicalAddressBits: bits, has1GiBPages: has1GiBPages, honoursGlobal: honoursGlobal)
    }
    shadow.setMode(
      state.format, mode(controls), Host.rules(under: state.format == .x86Unpaged ? .none : controls))
  }

  /// The controls that shadow entries depend on.
  private func mode(_ controls: X86Controls) -> ShadowMode {
    var mode = ShadowMode.hardwareAccessedDirty
    if noExecute { mode |= .noExecute }
    if controls.contains(.writeProtect) {
      mode |= .writeProtect
    } else {
      if controls.contains(.smep) { mode |= .smepWithoutWriteProtect }
      if controls.contains(.smap) { mode |= .smapWithoutWriteProtect }
    }
    if state.format == .x86Legacy32 && controls.contains(.pageSizeExtensions) { mode |= .pageSizeExtensions }
    return mode
  }

  /// Reads PAE's pointers, if the registers are in that mode; `false` for #GP.
  mutating func loadPointers(_ memory: GuestMemory) -> Bool {
    guard state.format == .x86PAE else { return true }
    let loaded = X86PAEPointers.load(
      from: memory, cr3: GPA(state.cr3), maxPhysicalAddressBits: state.maxPhysicalAddressBits)
    guard let loaded else { return false }
    pointers = loaded
    return true
  }

  // MARK: Walkers over the guest's tables

  /// Of 4-level tables.
  @inline(__always)
  public func long4(_ memory: GuestMemory) -> PageWalker<X86Long4> {
    PageWalker(memory: memory, root: GPA(state.cr3 & X86Bit.address), rules: rules)
  }

  /// Of 5-level tables.
  @inline(__always)
  public func long5(_ memory: GuestMemory) -> PageWalker<X86Long5> {
    PageWalker(memory: memory, root: GPA(state.cr3 & X86Bit.address), rules: rules)
  }

  /// Of PAE's tables.
  @inline(__always)
  public func pae(_ memory: GuestMemory) -> PageWalker<X86PAE> {
    PageWalker(memory: memory, root: pointers, rules: rules)
  }

  /// Of 32-bit tables.
  @inline(__always)
  public func legacy32(_ memory: GuestMemory) -> PageWalker<X86Legacy32> {
    PageWalker(memory: memory, root: GPA(state.cr3 & 0xFFFF_F000), rules: narrowRules)
  }

  /// Of no tables.
  @inline(__always)
  public func unpaged(_ memory: GuestMemory) -> PageWalker<X86Unpaged> {
    PageWalker(memory: memory, root: GPA(0), rules: rules)
  }
}

extension X86PagingState {
  /// CR4.PSE.
  public static var pageSizeExtensions: UInt64 { 1 << 4 }

  /// The format of tables that the registers ask for (Intel SDM vol. 3A, section "Paging-Mode Control").
  public var format: ShadowedFormatCode {
    if cr0 & Self.paging == 0 { return .x86Unpaged }
    if cr4 & Self.physicalAddressExtension == 0 { return .x86Legacy32 }
    if !enablesLongMode { return .x86PAE }
    return cr4 & Self.linearAddress57 != 0 ? .x86Long5 : .x86Long4
  }
}
