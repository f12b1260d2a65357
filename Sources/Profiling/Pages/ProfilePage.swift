import Report

/// A profile as a page to read: one file, no network, pictures and tables.
///
/// What was not measured has no section. Whatever the profile, the file stays under 400 KB.
public struct ProfilePage {
  let profile: TLBProfile
  let locality: LocalityProfile?
  let walkCaches: WalkCacheProfile?
  let explanation: ProfileExplanation

  /// The page of a profile.
  ///
  /// - Parameters:
  ///   - locality: what one pass over the same accesses found out, if there was one.
  ///   - walkCaches: what walks read, where they went through walk caches.
  ///   - explanation: what it all means; by default what follows from the others.
  public init(
    _ profile: TLBProfile, locality: LocalityProfile? = nil, walkCaches: WalkCacheProfile? = nil,
    explanation: ProfileExplanation? = nil
  ) {
    self.profile = profile
    self.locality = locality
    self.walkCaches = walkCaches
    self.explanation =
      explanation ?? ProfileExplanation(ExplanationFacts(profile, locality, walkCaches: walkCaches))
  }

  /// The file's text.
  public static func html(
    of profile: TLBProfile, locality: LocalityProfile? = nil, walkCaches: WalkCacheProfile? = nil
  ) -> String {
    ProfilePage(profile, locality: locality, walkCaches: walkCaches).rendered()
  }

  /// The file's text.
  public func rendered() -> String {
    let unfinished = profile.isComplete ? "" : " (not to its end)"
    let title = "Profile of \(MarkupText.shortened(ProfileTitle.source(profile.source)))\(unfinished)"
    var page = HTMLPage(title, subtitle: [ProfileTitle.tlbs(profile.tlb), accessText] + limitTexts, footer: footer)
    for section in [summary, kinds] { page.append(section) }
    if let locality {
      for section in [curves(locality), course(locality), causes(locality), sets(locality), pageSizes(locality)] {
        page.append(section)
      }
      page.append(reuse(locality))
      page.append(hottest(locality))
    }
    page.append(walks)
    page.append(cachedWalks)
    page.append(exits)
    return page.rendered()
  }

  private var accessText: String {
    let counts = profile.counts
    return "\(NumberText.grouped(counts.all.accesses)) accesses to \(NumberText.grouped(counts.distinctPages)) pages"
  }

  private var limitTexts: [String] {
    guard let locality, !locality.limits.isEmpty else { return [] }
    return locality.limits.map { limit in
      switch limit {
      case .pages(let maximum):
        "More than \(NumberText.grouped(UInt64(maximum))) pages: what is exact covers the first "
          + "\(NumberText.grouped(locality.exactTranslations)) translations."
      case .memory:
        "Out of memory: what is exact covers the first \(NumberText.grouped(locality.exactTranslations)) translations."
      case .optimal: "Too long for OPT, which is left out."
      }
    }
  }

  private var footer: String {
    let time = profile.timing.map {
      ", \(NumberText.fixed($0.seconds, decimals: 3)) s, "
        + "\(NumberText.fixed($0.accessesPerSecond / 1e6, decimals: 2)) M accesses/s"
    }
    return
      "mmubench\(time ?? ""). Digest of the counts: \(profile.digest), equal wherever the same accesses are profiled."
  }
}
