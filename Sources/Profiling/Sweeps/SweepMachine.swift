import MMUCore
import Workload

/// How a sweep's runner makes what a cell names.
public struct SweepMachine: Sendable {
  /// Opens a source from its beginning.
  public let open: @Sendable (TLBProfile.Source) throws -> any AccessSource
  /// Makes the guest of a technique, where it has one.
  public let guest: @Sendable (SweepTechnique, PageSize) throws -> ShadowProfiler?

  /// A maker.
  public init(
    open: @escaping @Sendable (TLBProfile.Source) throws -> any AccessSource,
    guest: @escaping @Sendable (SweepTechnique, PageSize) throws -> ShadowProfiler?
  ) {
    self.open = open
    self.guest = guest
  }
}
