/// Makes the built-in workloads.
public enum WorkloadCatalog {
  /// The accesses of a workload.
  public static func source(
    _ name: WorkloadName, _ parameters: WorkloadParameters
  ) throws(WorkloadImpossibility) -> any AccessSource {
    if let impossibility = impossibility(of: parameters) { throw impossibility }
    switch name {
    case .sequential: return SequentialWorkload(parameters)
    case .strided: return StridedWorkload(parameters)
    case .gups: return GUPSWorkload(parameters)
    case .zipf: return ZipfWorkload(parameters)
    }
  }

  /// Why there is no workload of these parameters; `nil` if there is one.
  public static func impossibility(of parameters: WorkloadParameters) -> WorkloadImpossibility? {
    let footprint = parameters.footprint
    if footprint == 0 || footprint % 4096 != 0 { return .footprintNotWholePages }
    if footprint > WorkloadParameters.maximumFootprint { return .footprintTooLarge }
    if parameters.accesses == 0 { return .noAccesses }
    if !(1...footprint).contains(parameters.step) { return .stepOutOfRange }
    if !(1...parameters.pageCount).contains(parameters.stride) { return .strideOutOfRange }
    return nil
  }
}
