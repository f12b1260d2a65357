import MMUCore

/// Which stage of translation a fault comes from, and what was being translated.
public enum ReferenceFaultOrigin: Equatable, Sendable {
  /// The guest's own tables.
  case firstStage
  /// The second stage, translating the guest physical address of the access itself.
  case secondStage(GPA)
  /// The second stage, translating the address of an entry of the guest's tables: read, or written for its accessed and
  /// dirty flags.
  case secondStageOfWalk(GPA, isUpdate: Bool)
}
