import MMUCore

extension GuestAccess {
  /// The eight classes of access, in the order of their numbers.
  public static let everyClass: [GuestAccess] = [
    GuestAccess(.load, .user), GuestAccess(.store, .user), GuestAccess(.fetch, .user),
    GuestAccess(.load, .supervisor), GuestAccess(.store, .supervisor), GuestAccess(.fetch, .supervisor),
    GuestAccess(.load, .supervisor, overridesSMAP: true), GuestAccess(.store, .supervisor, overridesSMAP: true),
  ]
}
