/// A format that translates a guest's physical addresses to the machine's.
public protocol SecondStageFormat: PagingFormat where Input == GuestPhysical, Output == HostPhysical {
  /// What a guest's access is to the second stage.
  ///
  /// - Parameter guestRights: what the guest's own tables grant at the address.
  static func access(_ access: GuestAccess, guestRights: AccessRights) -> GuestAccess

  /// What reading an entry of the guest's tables is to the second stage.
  static func tableRead(_ rules: Rules) -> GuestAccess
}
