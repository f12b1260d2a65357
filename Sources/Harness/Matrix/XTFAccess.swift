import MMUCore

/// An access of XTF's matrix. A native one and an emulated one are the same here, and are counted once.
struct XTFAccess: Sendable {
  /// The program's mode.
  let isUser: Bool
  /// Made by the processor for itself, as when it loads a descriptor: a supervisor's, which EFLAGS.AC does not excuse.
  let isImplicit: Bool
  /// What it does.
  let kind: AccessKind

  /// Load, implicit load, store, fetch, by a supervisor and by a user.
  static let all: [XTFAccess] = [false, true].flatMap { isUser in
    [
      XTFAccess(isUser: isUser, isImplicit: false, kind: .load),
      XTFAccess(isUser: isUser, isImplicit: true, kind: .load),
      XTFAccess(isUser: isUser, isImplicit: false, kind: .store),
      XTFAccess(isUser: isUser, isImplicit: false, kind: .fetch),
    ]
  }

  /// Whether the paging unit sees a user's access.
  var actsAsUser: Bool { isUser && !isImplicit }

  /// As the walkers take it.
  func guestAccess(_ controls: XTFControls) -> GuestAccess {
    if isImplicit { return .implicit(kind) }
    return GuestAccess(kind, isUser ? .user : .supervisor, overridesSMAP: controls.contains(.alignmentCheck))
  }
}
