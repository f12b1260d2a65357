/// A trace cut into at most 64 windows of equal length; the last may be shorter.
///
/// The length doubles as the trace grows, so that memory does not.
public struct LocalityWindows: Equatable, Sendable, Codable {
  /// One window.
  public struct Window: Equatable, Sendable, Codable {
    /// The translations in it.
    public var translations: UInt64
    /// The distinct pages touched in it: the working set (Denning 1968) over the window.
    public var distinctPages: UInt64
    /// The pages touched in it for the first time.
    public var firstTouches: UInt64
    /// The misses of a fully associative LRU TLB with each of ``LocalityWindows/sizes``, all accesses in one.
    public var misses: [UInt64]
    /// The misses of each of ``LocalityProfile/levels``.
    public var levelMisses: [UInt64]
    /// The name of the phase that it belongs to.
    public var phase: String

    /// A window.
    public init(
      translations: UInt64, distinctPages: UInt64, firstTouches: UInt64, misses: [UInt64], levelMisses: [UInt64],
      phase: String
    ) {
      self.translations = translations
      self.distinctPages = distinctPages
      self.firstTouches = firstTouches
      self.misses = misses
      self.levelMisses = levelMisses
      self.phase = phase
    }
  }

  /// Neighbouring windows that behave alike.
  public struct Phase: Equatable, Sendable, Codable {
    /// Its name: A for the first kind of behaviour, B for the next; a kind that returns has the same name again.
    public var name: String
    /// The number of its first window.
    public var firstWindow: Int
    /// How many windows it lasts.
    public var windowCount: Int

    /// A phase.
    public init(name: String, firstWindow: Int, windowCount: Int) {
      self.name = name
      self.firstWindow = firstWindow
      self.windowCount = windowCount
    }
  }

  /// The accesses in a window; the two parts of one that crosses pages are one here.
  public var accessesPerWindow: UInt64
  /// The numbers of entries that ``Window/misses`` are for.
  public var sizes: [Int]
  /// The windows in order.
  public var windows: [Window]
  /// The phases in order.
  public var phases: [Phase]

  /// Windows with given parts.
  public init(accessesPerWindow: UInt64, sizes: [Int], windows: [Window], phases: [Phase]) {
    self.accessesPerWindow = accessesPerWindow
    self.sizes = sizes
    self.windows = windows
    self.phases = phases
  }
}
