import MMUCore

/// Which pages an operating system maps.
public enum PageSizePolicy: Equatable, Sendable {
  /// How adjacent small pages become one entry of a TLB.
  public enum Coalescing: String, Sendable {
    /// AArch64's contiguous bit: with a granule of 4 KiB sixteen adjacent entries of the last level, 64 KiB.
    case contiguousBit = "contig"
    /// RISC-V's Svnapot: 64 KiB, the only size that it defines.
    case svnapot = "napot"
  }

  /// Every page of one size, whatever the program maps.
  case uniform(PageSize)
  /// One huge page for an aligned region that the program touches and that its mapping covers, of the largest size up to
  /// `limit` for which that is so; small pages elsewhere.
  ///
  /// - Parameter threshold: how much of a region must have been touched, in percent of its 4 KiB pages, before its small
  ///   pages are replaced by one huge page; `nil` for a huge page from the first touch.
  case huge(limit: PageSize, threshold: Int?)
  /// Small pages, of which sixteen in an aligned 64 KiB make one entry of a TLB once all are mapped, to contiguous frames.
  case coalesced(Coalescing)

  /// Every policy that needs no number, as a user writes it.
  static let byName: KeyValuePairs<String, PageSizePolicy> = [
    "4k": .uniform(.kib4), "2m": .uniform(.mib2), "1g": .uniform(.gib1), "thp": .huge(limit: .mib2, threshold: nil),
    "thp-1g": .huge(limit: .gib1, threshold: nil), "contig": .coalesced(.contiguousBit), "napot": .coalesced(.svnapot),
  ]

  /// The choices that are worth comparing with pages of 4 KiB.
  public static let compared: [PageSizePolicy] = [
    .uniform(.mib2), .uniform(.gib1), .huge(limit: .mib2, threshold: nil), .huge(limit: .mib2, threshold: 50),
    .coalesced(.contiguousBit),
  ]

  /// What a user may write.
  public static let allNames = ["4K", "2M", "1G", "thp", "thp=50%", "thp-1g", "thp-1g=50%", "contig", "napot"]

  /// The policy that a text stands for: a name of ``allNames``, with any percentage from 1 to 100.
  public init(_ text: String) throws(PageSizePolicyError) {
    let sides = text.lowercased().split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard let policy = Self.byName.first(where: { $0.key == sides[0] })?.value else { throw .unknownPolicy(text) }
    guard sides.count > 1 else {
      self = policy
      return
    }
    guard case .huge(let limit, _) = policy, sides.count == 2 else { throw .takesNoThreshold(sides[0]) }
    let digits = sides[1].hasSuffix("%") ? String(sides[1].dropLast()) : sides[1]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let threshold = Int(digits),
      (1...100).contains(threshold)
    else { throw .impossibleThreshold(policy: sides[0], sides[1]) }
    self = .huge(limit: limit, threshold: threshold)
  }

  /// The policy as a user writes it.
  public var name: String {
    switch self {
    case .uniform(let size): size.name
    case .huge(let limit, let threshold):
      (limit == .gib1 ? "thp-1g" : "thp") + (threshold.map { "=\($0)%" } ?? "")
    case .coalesced(let kind): kind.rawValue
    }
  }

  /// Every size of page that a TLB may be asked for.
  public var sizes: [PageSize] {
    switch self {
    case .uniform(let size): [size]
    case .huge(let limit, _): limit == .gib1 ? [.kib4, .mib2, .gib1] : [.kib4, .mib2]
    case .coalesced: [.kib4, PageSizeMap.blockSize]
    }
  }
}
