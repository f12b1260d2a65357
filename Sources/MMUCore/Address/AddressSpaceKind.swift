/// The address spaces by name.
public enum AddressSpaceKind: UInt8, CodedEnum {
  /// ``GuestVirtual``.
  case guestVirtual
  /// ``GuestPhysical``.
  case guestPhysical
  /// ``HostPhysical``.
  case hostPhysical
}
