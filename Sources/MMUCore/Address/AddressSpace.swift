/// One of the address spaces that a virtualized MMU translates between.
///
/// Conformers are case-less enums: they exist only in the type system, so that an address of one space cannot
/// be handed to a function that expects another.
public protocol AddressSpace {
  /// Which of the spaces it is, for code that serves several.
  static var kind: AddressSpaceKind { get }
}

/// What a guest program names: the input of the guest's page tables.
public enum GuestVirtual: AddressSpace {
  /// A guest's virtual addresses.
  public static var kind: AddressSpaceKind { .guestVirtual }
}

/// What the guest takes for its physical memory: the output of the guest's page tables.
public enum GuestPhysical: AddressSpace {
  /// A guest's physical addresses.
  public static var kind: AddressSpaceKind { .guestPhysical }
}

/// The memory of the real machine ("machine memory" in Disco and in the textbook).
public enum HostPhysical: AddressSpace {
  /// The machine's addresses.
  public static var kind: AddressSpaceKind { .hostPhysical }
}

/// A guest virtual address.
public typealias GVA = Address<GuestVirtual>

/// A guest physical address.
public typealias GPA = Address<GuestPhysical>

/// A host physical address.
public typealias HPA = Address<HostPhysical>

/// A guest frame number: a guest physical address in units of 4 KiB.
public typealias GFN = FrameNumber<GuestPhysical>

/// A host frame number: a host physical address in units of 4 KiB.
public typealias HFN = FrameNumber<HostPhysical>
