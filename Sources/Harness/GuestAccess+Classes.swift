import MMUCore

extension GuestAccess {
  /// The eight classes of access, in the order of their numbers.
  static let classes: [GuestAccess] = [
    GuestAccess(.load, .user), GuestAccess(.store, .user), GuestAccess(.fetch, .user),
    GuestAccess(.load, .supervisor), GuestAccess(.store, .supervisor), GuestAccess(.fetch, .supervisor),
    GuestAccess(.load, .supervisor, overridesSMAP: true), GuestAccess(.store, .supervisor, overridesSMAP: true),
  ]

  /// The privilege, the kind, and AC if it is set.
  var text: String { "\(privilege) \(kind)\(overridesSMAP ? " with AC = 1" : "")" }
}
