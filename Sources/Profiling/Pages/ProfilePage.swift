import Report

/// A profile as a page to read: one file, no network, pictures and tables.
///
/// What was not measured has no section. Whatever the profile, the file stays under 400 KB.
public struct ProfilePage {
  let profile: TLBProfile
  let locality: LocalityProfile?
  let others: [TLBProfile]
  let explanation: ProfileExplanation

  /// The page of a profile.
  ///
  /// - Parameters:
  ///   - locality: what one pass over the same accesses found out, if that is not in the profile itself.
  ///   - others: the same accesses through other TLBs, to be compared.
  public init(_ profile: TLBProfile, locality: LocalityProfile? = nil, others: [TLBProfile] = []) {
    self.profile = profile
    self.locality = locality ?? profile.locality
    self.others = others
    explanation = ProfileExplanation(ExplanationFacts(profile, self.locality))
  }

  /// The file's text.
  public static func html(
    of profile: TLBProfile, locality: LocalityProfile? = nil, others: [TLBProfile] = []
  ) -> String {
    ProfilePage(profile, locality: locality, others: others).rendered()
  }

  /// The file's text.
  public func rendered() -> String {
    var page = HTMLPage(title, subtitle: subtitle, footer: footer)
    for section in sections { page.append(section) }
    return page.rendered()
  }

  /// What was profiled.
  public var title: String {
    let unfinished = profile.isComplete ? "" : " (not to its end)"
    return "Profile of \(MarkupText.shortened(ProfileTitle.source(profile.source)))\(unfinished)"
  }

  /// Through which TLBs, how many accesses, and what was left out.
  public var subtitle: [String] { [ProfileTitle.tlbs(profile.tlb), accessText] + limitTexts }

  /// The sections in order; those of what was not measured are empty.
  public var sections: [HTMLSection] {
    var sections = [summary, kinds, comparison]
    if let locality {
      sections += [curves(locality), course(locality), causes(locality), sets(locality), pageSizes(locality)]
      sections += [reuse(locality), hottest(locality)]
    }
    return sections + [pagePolicies, walks, cachedWalks, exits]
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
