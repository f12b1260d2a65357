import MMUCore

extension GuestAccess {
  /// The privilege, the kind, and AC if it is set.
  var text: String { "\(privilege) \(kind)\(overridesSMAP ? " with AC = 1" : "")" }
}
