import MMUCore
import MMUReference

/// Registers and controls under which core and reference walk.
struct WalkSetup<Format: PagingFormat, Reference: ReferencePaging>: Sendable
where Format.Input == Reference.Input, Format.Output == Reference.Output {
  /// The controls in words.
  let name: String
  /// The core's root and rules.
  let root: Format.Root
  let rules: Format.Rules
  /// The reference's walker over a memory.
  let makeReference: @Sendable (ReferenceMemory<Format.Output>) -> Reference
}
