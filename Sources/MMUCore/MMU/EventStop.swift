/// Stops a simulation at events that concern whoever owns the tables, until they are taken notice of.
///
/// A switch of address space needs another root, and another space's page sizes; a handler knows neither.
public struct EventStop: BitwiseCopyable {
  /// The event at which the simulation stopped; `nil` if it has not.
  public private(set) var awaited: MemoryAccess.Event?
  private var isAcknowledged = false

  init() {}

  /// Lets the simulation go on at the event at which it stopped, which comes first when it does.
  public mutating func acknowledge() { isAcknowledged = true }

  /// Whether the simulation goes on at an event.
  mutating func passes(_ event: MemoryAccess.Event) -> Bool {
    if isAcknowledged {
      isAcknowledged = false
      awaited = nil
      return true
    }
    switch event {
    case .invalidate, .flushNonGlobal, .flushAll: return true
    case .switchSpace, .switchMachine, .flushSpace:
      awaited = event
      return false
    }
  }
}
