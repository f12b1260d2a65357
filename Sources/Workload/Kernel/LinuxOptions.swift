/// How a Linux-like kernel is configured.
public struct LinuxOptions: Equatable, Sendable {
  /// Address spaces have numbers in the TLB, and a switch flushes nothing (PCID).
  public var usesPCID = true
  /// Programs run on tables without the kernel (page-table isolation).
  public var isolatesTables = false
  /// Aligned ranges of 2 MiB are mapped by one page at the first touch (transparent huge pages).
  public var usesHugePages = false

  /// The defaults of a processor without Meltdown.
  public init() {}
}
