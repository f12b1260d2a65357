import Workload

extension TLBProfile.Source {
  /// A workload with all of its parameters.
  public init(_ workload: WorkloadName, _ parameters: WorkloadParameters) {
    self.init(.workload, [workload.rawValue], parameters: parameters.named(for: workload))
  }

  /// The source in a table's cell: a path, or `zipf footprint=1G accesses=10M seed=1`.
  public var label: String {
    let order = ["footprint", "accesses"] + WorkloadParameter.allCases.map(\.rawValue)
    let described = order.compactMap { name in parameters[name].map { "\(name)=\(Self.text($0, of: name))" } }
    return (name + described).joined(separator: " ")
  }

  /// The workload's name, or that of the trace's file without its folder.
  var shortName: String { name.first?.split(separator: "/").last.map(String.init) ?? kind.rawValue }

  private static func text(_ value: UInt64, of parameter: String) -> String {
    switch parameter {
    case "footprint", "step": Quantity.text(value, unit: 1024)
    case "accesses": Quantity.text(value, unit: 1000)
    default: "\(value)"
    }
  }
}
