/// How much a shadow pager can hold at once. Each number is a limit; what happens at it is said with the number.
public struct ShadowCapacity: Equatable, Sendable {
  /// Shadow pages: beyond them the oldest is reclaimed. At least ``minimumPages``.
  public var pages: Int
  /// Blocks of 14 for lists of mappings and parents that have more than one: beyond them shadow pages are reclaimed.
  public var listBlocks: Int
  /// Guest frames of all slots together, gaps for alignment included: a slot beyond them is refused.
  public var guestFrames: Int
  /// Memory slots: one more is refused.
  public var slots: Int
  /// Tables that can be out of sync with a copy at once (``SnapshotSync``): beyond them writes are emulated.
  public var snapshots: Int

  /// Enough pages for one path of five levels for the guest's root, one for the root held before it, and one to build.
  public static var minimumPages: Int { 16 }

  /// - Parameters:
  ///   - listBlocks: by default one for every 14 entries of a sixteenth of all shadow entries, and 64.
  public init(pages: Int, guestFrames: Int, slots: Int = 8, snapshots: Int = 0, listBlocks: Int? = nil) {
    self.pages = pages
    self.guestFrames = guestFrames
    self.slots = slots
    self.snapshots = snapshots
    self.listBlocks = listBlocks ?? pages * 512 / (16 * 14) + 64
  }
}
