extension WorkloadParameters {
  /// The parameters that shape a workload, by the names that a user gives them.
  public func named(for workload: WorkloadName) -> [String: UInt64] {
    var named = ["footprint": footprint, "accesses": accesses]
    for parameter in workload.parameters {
      switch parameter {
      case .step: named[parameter.rawValue] = step
      case .stride: named[parameter.rawValue] = stride
      case .seed: named[parameter.rawValue] = seed
      }
    }
    return named
  }

  /// The parameters of these names; what is not named has its default.
  public init(named values: [String: UInt64]) {
    self.init()
    footprint = values["footprint"] ?? footprint
    accesses = values["accesses"] ?? accesses
    step = values["step"] ?? step
    stride = values["stride"] ?? stride
    seed = values["seed"] ?? seed
  }
}
