import MMUCore
import Workload

extension SweepPlan {
  /// Every cell, once, in the order of a table's rows: by source, page size, technique, TLBs. What is wrong with the
  /// plan is found here, before anything runs.
  public func cells() throws(SweepPlanError) -> [SweepCell] {
    let (sources, sizes, techniques) = (try sources(), try pageSizes(), try techniques())
    let tlbs = try tlbs(sizes)
    let count = [sizes.count, techniques.count, tlbs.count].reduce(sources.count) { product, factor in
      let (next, overflows) = product.multipliedReportingOverflow(by: factor)
      return overflows ? .max : next
    }
    guard count <= Self.maximumCellCount else { throw .tooManyCells(count) }
    var cells: [SweepCell] = []
    for source in sources {
      for size in sizes {
        for technique in techniques {
          for tlb in tlbs { cells.append(SweepCell(source, pageSize: size.name, technique: technique, tlb: tlb)) }
        }
      }
    }
    return cells
  }

  /// The values of an axis, with ranges expanded, each once.
  private func values(_ axis: Axis, default standard: [String] = []) throws(SweepPlanError) -> [String] {
    var values: [String] = []
    var seen: Set<String> = []
    for text in self[axis].isEmpty ? standard : self[axis] {
      if text.isEmpty { throw .empty(key: axis.option) }
      // A path may contain anything, two dots among it.
      for value in axis == .traces ? [text] : try SweepRange.values(text) where seen.insert(value).inserted {
        values.append(value)
      }
    }
    return values
  }

  // MARK: Sources

  private func sources() throws(SweepPlanError) -> [TLBProfile.Source] {
    var sources: [TLBProfile.Source] = []
    for path in try values(.traces) {
      if SweepTrace(path).path == "-" { throw .standardInput }
      sources.append(TLBProfile.Source(.trace, [path]))
    }
    let workloads = try workloads()
    if sources.isEmpty && workloads.isEmpty { throw .noSource }
    try refuseUnusedParameters(workloads)
    for workload in workloads {
      for parameters in try parameters(of: workload) { sources.append(TLBProfile.Source(workload, parameters)) }
    }
    guard sources.count <= Self.maximumCellCount else { throw .tooManyCells(sources.count) }
    return sources
  }

  private func workloads() throws(SweepPlanError) -> [WorkloadName] {
    var workloads: [WorkloadName] = []
    for name in try values(.workloads) {
      guard let workload = WorkloadName(rawValue: name) else { throw .unknownWorkload(name) }
      workloads.append(workload)
    }
    return workloads
  }

  private func refuseUnusedParameters(_ workloads: [WorkloadName]) throws(SweepPlanError) {
    let own: [(Axis, WorkloadParameter)] = [(.step, .step), (.stride, .stride), (.seed, .seed)]
    for (axis, parameter) in own
    where !self[axis].isEmpty && !workloads.contains(where: { $0.parameters.contains(parameter) }) {
      throw .unusedParameter(axis.option)
    }
    for axis in [Axis.footprint, .accesses] where !self[axis].isEmpty && workloads.isEmpty {
      throw .unusedParameter(axis.option)
    }
  }

  /// The combinations of the parameters that a workload has.
  private func parameters(of workload: WorkloadName) throws(SweepPlanError) -> [WorkloadParameters] {
    var combinations = [WorkloadParameters()]
    let axes: [(Axis, WritableKeyPath<WorkloadParameters, UInt64>, unit: UInt64, own: WorkloadParameter?)] = [
      (.footprint, \.footprint, 1024, nil), (.accesses, \.accesses, 1000, nil), (.step, \.step, 1024, .step),
      (.stride, \.stride, 1000, .stride), (.seed, \.seed, 1000, .seed),
    ]
    for (axis, path, unit, own) in axes where own.map(workload.parameters.contains) ?? true {
      let numbers = try numbers(axis, unit: unit)
      guard !numbers.isEmpty else { continue }
      guard combinations.count <= Self.maximumCellCount / numbers.count else {
        throw .tooManyCells(combinations.count.multipliedReportingOverflow(by: numbers.count).partialValue)
      }
      combinations = combinations.flatMap { parameters in
        numbers.map { number in
          var varied = parameters
          varied[keyPath: path] = number
          return varied
        }
      }
    }
    for parameters in combinations {
      if let impossibility = WorkloadCatalog.impossibility(of: parameters) { throw .impossible(impossibility) }
    }
    return combinations
  }

  private func numbers(_ axis: Axis, unit: UInt64) throws(SweepPlanError) -> [UInt64] {
    var numbers: [UInt64] = []
    var seen: Set<UInt64> = []
    for text in try values(axis) {
      guard let number = Quantity.parse(text, unit: unit) else { throw .notAQuantity(key: axis.option, text) }
      if seen.insert(number).inserted { numbers.append(number) }
    }
    return numbers
  }

  // MARK: Machines

  private func pageSizes() throws(SweepPlanError) -> [PageSize] {
    var sizes: [PageSize] = []
    for text in try values(.pageSize, default: [PageSize.kib4.name]) {
      guard let size = PageSize.x86Sizes.first(where: { $0.name == text.uppercased() }) else {
        throw .unknownPageSize(text)
      }
      if !sizes.contains(size) { sizes.append(size) }
    }
    return sizes
  }

  private func techniques() throws(SweepPlanError) -> [SweepTechnique] {
    let names = try values(.technique, default: [SweepTechnique.native.name])
    if let unknown = names.first(where: { !SweepTechnique.names.contains($0) }) { throw .unknownTechnique(unknown) }
    if !names.contains("shadow") {
      for axis in [Axis.policy, .prefetch] where !self[axis].isEmpty { throw .onlyForShadow(axis.option) }
    }
    var techniques: [SweepTechnique] = []
    for name in names { techniques += name == "native" ? [.native] : try shadowTechniques() }
    return techniques
  }

  private func shadowTechniques() throws(SweepPlanError) -> [SweepTechnique] {
    var techniques: [SweepTechnique] = []
    for policy in try values(.policy, default: ["unsync"]) {
      for text in try values(.prefetch, default: ["0"]) {
        guard let prefetch = Int(text), [0, 8, 32].contains(prefetch) else { throw .badPrefetch(text) }
        techniques.append(.shadow(policy: policy, prefetch: prefetch))
      }
    }
    return techniques
  }

  /// The TLBs. One that is impossible with pages of some size fails in those cells; with every size, it is a mistake.
  private func tlbs(_ sizes: [PageSize]) throws(SweepPlanError) -> [String] {
    let texts = try values(.tlb, default: ["skylake"])
    for text in texts {
      var failure: TLBConfigurationError?
      var isPossible = false
      for size in sizes {
        do { _ = try TLBDescription.load(text).model(for: [size]) } catch {
          failure = failure ?? error
          continue
        }
        isPossible = true
      }
      if let failure, !isPossible { throw .tlb(failure) }
    }
    return texts
  }
}
