import Report

/// What was profiled, and through which TLBs, as a person reads it.
public enum ProfileTitle {
  /// The source: "command ls -l", "workload zipf: footprint 4G, 5 000 000 accesses, seed 1".
  public static func source(_ source: TLBProfile.Source) -> String {
    let name = source.name.joined(separator: " ")
    switch source.kind {
    case .workload: return "workload \(name)" + parameters(source.parameters)
    case .trace: return name == "-" ? "the trace on standard input" : "trace \(name)"
    case .command: return "command \(name)"
    }
  }

  /// The TLBs: "TLB skylake, 4K pages: L1I 128 x 8 plru, L1D 64 x 4 plru, L2 1536 x 12 lru xor".
  public static func tlbs(_ tlb: TLBProfile.TLBs) -> String {
    let shapes = arrays(tlb).map { name, array in
      "\(name) \(array.entries) x \(array.ways) \(array.policy)\(array.index == "linear" ? "" : " " + array.index)"
    }
    return "TLB \(tlb.name), \(tlb.pageSize) pages: \(shapes.joined(separator: ", "))"
  }

  /// The TLBs by their names.
  static func arrays(_ tlb: TLBProfile.TLBs) -> [(name: String, array: TLBProfile.Array)] {
    [("L1I", tlb.level1Instruction), ("L1D", tlb.level1Data)] + (tlb.level2.map { [("L2", $0)] } ?? [])
      + (tlb.level3.map { [("L3", $0)] } ?? [])
  }

  private static func parameters(_ parameters: [String: UInt64]) -> String {
    let known = ["footprint", "accesses", "step", "stride", "seed"]
    let texts = known.compactMap { name in
      parameters[name].map { value in
        switch name {
        case "footprint", "step": "\(name) \(PlotUnit.size.text(Double(value)))"
        case "accesses": "\(NumberText.grouped(value)) accesses"
        default: "\(name) \(value)"
        }
      }
    }
    return texts.isEmpty ? "" : ": \(texts.joined(separator: ", "))"
  }
}
