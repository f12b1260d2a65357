import Profiling
import Testing

@Suite struct ProfileExplanationTests {
  private func level(
    _ name: String = "L2", sets: Int = 128, ways: Int = 12, translations: UInt64 = 200_000, misses: UInt64 = 100_000
  ) -> ExplanationFacts.Level {
    .init(name: name, sets: sets, ways: ways, policy: "lru", translations: translations, misses: misses)
  }

  private var facts: ExplanationFacts {
    ExplanationFacts(
      translations: 1_000_000, walks: 100_000, pageSize: "4K",
      levels: [
        level("L1D", sets: 16, ways: 4, translations: 1_000_000, misses: 200_000),
        level("L1I", sets: 16, ways: 8, translations: 0, misses: 0), level(),
      ])
  }

  private func sentences(_ change: (inout ExplanationFacts) -> Void) -> [String] {
    var facts = facts
    change(&facts)
    return Array(ProfileExplanation(facts).statements.map(\.text).dropFirst())
  }

  @Test func withoutFactsNothingIsSaid() {
    #expect(ProfileExplanation(facts).statements.map(\.text) == ["100 walks in 1000 accesses."])
    let none = ExplanationFacts(translations: 0, walks: 0, pageSize: "4K", levels: [])
    #expect(ProfileExplanation(none).statements.isEmpty && ProfileExplanation(none).text.isEmpty)
  }

  // MARK: Causes

  @Test(
    arguments: [
      (
        3_000, 97_000, 0,
        ["97 % of L2's misses are capacity misses: its 1 536 entries are too few."]
      ),
      (
        20_000, 70_000, 10_000,
        [
          "70 % of L2's misses are capacity misses: its 1 536 entries are too few; 20 % compulsory misses and 10 % "
            + "conflict misses come on top."
        ]
      ),
      (
        0, 0, 100_000,
        ["All misses of L2 are conflict misses: pages crowd into some of its 128 sets."]
      ),
      (
        99_900, 100, 0,
        ["More than 99 % of L2's misses are compulsory misses: first touches of a page, which no size avoids."]
      ),
      (
        10_000, 140_000, -50_000,
        [
          "90 % of L2's misses are capacity misses: its 1 536 entries are too few; 10 % compulsory misses come on top.",
          "A fully associative L2 would have 50 000 misses more: where a sweep does not fit, some sets still hold their "
            + "part of it.",
        ]
      ),
      (0, 0, 0, []),
    ] as [(UInt64, UInt64, Int64, [String])])
  func saysWhyTheLastLevelMisses(_ compulsory: UInt64, _ capacity: UInt64, _ conflict: Int64, _ text: [String]) {
    let said = sentences {
      $0.levels[2].compulsory = compulsory
      $0.levels[2].capacity = capacity
      $0.levels[2].conflict = conflict
    }
    #expect(said == text)
  }

  @Test func namesTheCrowdedSet() {
    let said = sentences {
      $0.levels[2].compulsory = 1000
      $0.levels[2].capacity = 9000
      $0.levels[2].conflict = 90_000
      $0.levels[2].hottestSets = [
        .init(set: 5, pages: 212, misses: 60_000), .init(set: 9, pages: 40, misses: 39_000),
        .init(set: 7, pages: 9, misses: 900),
      ]
      $0.levels[2].missesByWays = (1...32).map { $0 < 20 ? 100_000 : 20_000 }
    }
    #expect(
      said.contains(
        "212 pages share set 5 of L2, which has 12 ways and 60 % of the misses; 1 more set is nearly as crowded."))
    #expect(said.contains("20 ways in as many sets of L2 would remove 80 % of the misses."))
  }

  @Test func evenSetsAreNotMentioned() {
    let said = sentences {
      $0.levels[2].compulsory = 1000
      $0.levels[2].capacity = 99_000
      $0.levels[2].hottestSets = [.init(set: 5, pages: 212, misses: 800)]
      $0.levels[2].missesByWays = [UInt64](repeating: 10, count: 32)
    }
    #expect(said == ["99 % of L2's misses are capacity misses: its 1 536 entries are too few."])
  }

  @Test func saysWhatReplacementCouldDo() {
    func said(_ optimal: UInt64) -> [String] {
      Array(
        sentences {
          $0.levels[2].compulsory = 0
          $0.levels[2].capacity = 100_000
          $0.levels[2].optimal = optimal
        }.dropFirst())
    }
    #expect(
      said(60_000) == ["OPT, which knows the future, would avoid 40 % of L2's misses under LRU: no policy avoids more."]
    )
    #expect(said(97_000) == ["No replacement policy helps: even OPT would miss 97 % of what LRU misses in L2."])
  }

  // MARK: What would help

  @Test func saysWhatLargerPagesRemove() {
    let said = sentences {
      $0.pageSizes = [
        .init(name: "4K", misses: 90_000), .init(name: "2M", misses: 5400), .init(name: "1G", misses: 5300),
      ]
    }
    #expect(
      said == [
        "2M pages would remove 94 % of the walks: 90 000 would become 5 400.", "1G pages would remove hardly any more.",
      ])
    let none = sentences { $0.pageSizes = [.init(name: "4K", misses: 90_000), .init(name: "2M", misses: 89_000)] }
    #expect(none == ["Larger pages (2M) would remove hardly any walks."])
    let all = sentences {
      $0.pageSizes = [.init(name: "4K", misses: 9), .init(name: "2M", misses: 4), .init(name: "1G", misses: 0)]
    }
    #expect(
      all == [
        "2M pages would remove 56 % of the walks: 9 would become 4.",
        "1G pages would remove all walks: 9 would become 0.",
      ])
    // A size that was not profiled gives no base to compare with.
    #expect(sentences { $0.pageSizes = [.init(name: "2M", misses: 4), .init(name: "1G", misses: 0)] }.isEmpty)
  }

  private func curve(_ points: [(Int, UInt64)], compulsory: UInt64) -> MissCurve {
    MissCurve(
      stream: .secondLevel, translations: 200_000, compulsory: compulsory,
      points: points.map { .init(entries: $0, misses: $1) })
  }

  @Test func saysWhatALargerTLBRemoves() {
    let halving = sentences {
      $0.curve = curve([(1, 200_000), (1536, 100_000), (3072, 50_000), (4096, 48_000)], compulsory: 48_000)
    }
    #expect(halving == ["An L2 of 3 072 entries instead of 1 536 would halve the walks; more buys nothing."])
    let further = sentences {
      $0.curve = curve(
        [(1, 200_000), (1536, 100_000), (3072, 60_000), (6144, 30_000), (12_288, 1_000)], compulsory: 1000)
    }
    #expect(
      further == [
        "An L2 of 6 144 entries instead of 1 536 would remove 70 % of the walks; 12 288 would leave hardly more than "
          + "first touches."
      ])
    let hopeless = sentences { $0.curve = curve([(1, 200_000), (1536, 100_000), (6144, 80_000)], compulsory: 80_000) }
    #expect(hopeless == ["Even 4 times as many entries in L2 would remove only 20 % of the walks; more buys nothing."])
    let far = sentences {
      $0.curve = curve([(1, 200_000), (1536, 100_000), (24_576, 80_000), (98_304, 1000)], compulsory: 1000)
    }
    #expect(
      far == [
        "Even 16 times as many entries in L2 would remove only 20 % of the walks; 98 304 would leave hardly more than "
          + "first touches."
      ])
    let flat = sentences { $0.curve = curve([(1, 200_000), (1536, 100_000), (200_000, 99_000)], compulsory: 1000) }
    #expect(flat == ["A larger L2 would remove hardly any walks."])
    #expect(sentences { $0.curve = curve([(1, 200_000), (1536, 100_000)], compulsory: 100_000) }.isEmpty)
    #expect(sentences { $0.curve = curve([(1, 200_000), (1000, 0)], compulsory: 0) }.isEmpty)
  }

  @Test func namesTheOptionsToTry() {
    var facts = facts
    facts.pageSizes = [.init(name: "4K", misses: 90_000), .init(name: "2M", misses: 5400)]
    facts.curve = curve([(1, 200_000), (1536, 100_000), (3072, 50_000)], compulsory: 0)
    facts.walking = .init(walks: 100_000, references: 400_000, uncachedReferences: 400_000, hasCaches: false)
    let explanation = ProfileExplanation(facts)
    #expect(
      explanation.options == ["--page-size 2M", "--tlb l1d=64x4,l1i=128x8,l2=3072x12", "--walk-cache 4,4,24"])
    #expect(
      explanation.text.hasSuffix(
        "Try next:\n  --page-size 2M\n  --tlb l1d=64x4,l1i=128x8,l2=3072x12\n  --walk-cache 4,4,24\n"))
    // What one policy for all TLBs cannot say is not advised.
    facts.levels[0].policy = "plru"
    #expect(ProfileExplanation(facts).options == ["--page-size 2M", "--walk-cache 4,4,24"])
  }

  /// Options that are advised are options that there are.
  @Test func advisedTLBsCanBeParsed() throws {
    var facts = facts
    facts.curve = curve([(1, 200_000), (1536, 100_000), (3072, 50_000)], compulsory: 0)
    let option = try #require(ProfileExplanation(facts).options.first)
    let text = option.dropFirst("--tlb ".count)
    #expect(try TLBDescription.load(String(text)).array(level: 2, .data, pageSize: "4K")?.entries == 3072)
  }

  // MARK: When and where

  @Test func namesThePhasesAndTheWorst() {
    let said = sentences {
      $0.phases = [
        .init(name: "A", translations: 400_000, pages: 50, misses: 1000),
        .init(name: "B", translations: 200_000, pages: 4000, misses: 98_000),
        .init(name: "A", translations: 400_000, pages: 60, misses: 1000),
      ]
    }
    #expect(
      said == [
        "Phase B, 20 % of the accesses, makes 98 % of the walks.",
        "The run has 3 phases: A B A; pages in use at a time: A 60, B 4 000.",
      ])
    #expect(sentences { $0.phases = [.init(name: "A", translations: 9, pages: 50, misses: 1000)] }.isEmpty)
  }

  @Test func namesTheRegionAndTheKind() {
    let said = sentences {
      $0.regions = [.init(name: "libbig.so", pages: 1, misses: 71_000), .init(name: "heap", pages: 9, misses: 20_000)]
      $0.fetchWalks = 40_000
    }
    #expect(
      said == [
        "libbig.so makes 71 % of the walks, on 1 page.", "40 % of the walks are for instruction fetches.",
      ])
    #expect(sentences { $0.regions = [.init(name: "x", pages: 1, misses: 7_000)] }.isEmpty)
    #expect(sentences { $0.fetchWalks = 10_000 }.isEmpty)
  }

  @Test func saysWhatAWalkReads() {
    let cached = sentences {
      $0.walking = .init(walks: 100_000, references: 112_000, uncachedReferences: 400_000, hasCaches: true)
    }
    #expect(cached == ["A walk reads 1.12 table entries on average: the walk caches save 72 % of the reads."])
    let nested = sentences {
      $0.walking = .init(walks: 100_000, references: 512_000, uncachedReferences: nil, hasCaches: true)
    }
    #expect(nested == ["A walk reads 5.12 table entries on average."])
    let bare = sentences {
      $0.walking = .init(walks: 100_000, references: 100_000, uncachedReferences: 100_000, hasCaches: false)
    }
    #expect(bare.isEmpty)
  }

  @Test func saysWhatExits() {
    let said = sentences {
      $0.exits = .init(total: 4000, causes: [.init(name: "page faults", count: 4000), .init(name: "INVLPG", count: 0)])
    }
    #expect(said == ["The guest exits 4 times in 1000 accesses, all of them for page faults."])
    #expect(sentences { $0.exits = .init(total: 0, causes: []) }.isEmpty)
  }

  // MARK: What matters

  @Test func aProgramThatFitsNeedsOneSentence() {
    var facts = facts
    facts.walks = 100
    facts.levels[2].misses = 100
    facts.levels[2].compulsory = 100
    facts.levels[0].misses = 5000
    facts.pageSizes = [.init(name: "4K", misses: 100), .init(name: "2M", misses: 4)]
    #expect(
      ProfileExplanation(facts).statements.map(\.text) == [
        "The TLBs hold this program: 0.1 walks in 1000 accesses, and all of these are first touches of a page."
      ])
    facts.levels[0].misses = 200_000
    #expect(
      ProfileExplanation(facts).statements.last?.text == "L1D misses 20 % of what it is asked; L2 has nearly all of it."
    )
    facts.walks = 0
    #expect(ProfileExplanation(facts).statements.first?.text == "The TLBs hold this program: no access is walked.")
  }

  @Test func whatDominatesComesFirst() {
    let said = sentences {
      $0.levels[2].compulsory = 3000
      $0.levels[2].capacity = 97_000
      $0.pageSizes = [.init(name: "4K", misses: 90_000), .init(name: "2M", misses: 50_000)]
      $0.curve = curve([(1, 200_000), (1536, 100_000), (3072, 10_000)], compulsory: 9_000)
      $0.walking = .init(walks: 100_000, references: 400_000, uncachedReferences: 400_000, hasCaches: false)
    }
    let starts = ["97 % of L2's", "An L2 of 3 072", "2M pages would", "Each walk reads"]
    #expect(said.count == 4 && zip(said, starts).allSatisfy { $0.hasPrefix($1) })
  }
}
