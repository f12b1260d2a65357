import Report

extension LikwidTable {
  /// Profiles of the same accesses in likwid's words, a column for each, named after its TLBs.
  ///
  /// The words are those of likwid's groups TLB_DATA, TLB_INSTR and TLB: a *rate* is per instruction, a *ratio* is per
  /// request to that TLB. Instructions are fetches here: lackey traces one an instruction. Without fetches there are no
  /// rates; what no profile has is left out, and what one of several has not is `-`. Two differences: Intel's groups count as "L1 DTLB misses" only those that cause a
  /// walk, which are the L2 misses here; and where likwid has the duration of a miss in cycles, this has the table
  /// entries that a walk reads.
  ///
  /// Source: likwid 5, groups/skylake/TLB_DATA.txt and TLB_INSTR.txt, groups/zen3/TLB.txt.
  public init(_ profiles: [TLBProfile]) {
    self.init(valueTitles: profiles.map { MarkupText.shortened($0.tlb.name, to: 24) })
    let columns = profiles.map { ProfileWords($0).lines }
    guard let first = columns.first else { return }
    for (index, line) in first.enumerated() {
      let values = columns.map { $0[index].values[0] }
      if values.contains(where: { $0 != "-" }) { append(Line(line.name, values)) }
    }
  }
}
