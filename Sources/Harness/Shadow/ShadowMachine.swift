import MMUCore

/// A guest under shadow paging as ``ShadowFuzz`` drives it: the thing that is tested.
protocol ShadowMachine {
  /// A machine of these settings, without slots; `nil` when the host has no memory left.
  init?(_ settings: ShadowSettings)

  /// The guest's memory.
  var memory: GuestMemory { get }

  /// Does one thing.
  mutating func perform(_ request: ShadowRequest, on processor: Int) -> ShadowReply

  /// RISC-V: takes new controls.
  mutating func setControls(_ controls: UInt64, on processor: Int) -> Bool

  /// Looks at all books; what is wrong with them, or `nil`.
  mutating func audit() -> String?
}
