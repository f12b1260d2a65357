import MMUCore

extension LocalityOptions {
  /// Everything for the TLBs that a run's smallest pages meet.
  public init(_ model: TLBModel) {
    self.init()
    pageSizes = [model.sizes[0]]
    func geometry(_ level: Int, _ side: TLBSideName) -> TLBGeometry? {
      let array = model.description.array(level: level, side, pageSize: model.sizes[0].name)
      // The model was built: its arrays are possible.
      return array.flatMap { try? $0.geometry() }
    }
    let roles: [(Level.Role, TLBGeometry?)] = [
      (.firstData, geometry(1, .data)), (.firstInstruction, geometry(1, .fetch)), (.second, geometry(2, .data)),
      (.third, geometry(3, .data)),
    ]
    levels = roles.compactMap { role, geometry in geometry.map { Level(role, $0) } }
    sizes = Set(sizes + levels.map(\.geometry.capacity)).sorted()
  }
}
