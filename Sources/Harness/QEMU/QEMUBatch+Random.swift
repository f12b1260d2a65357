import Workload

extension QEMUBatch {
  private static let casesPerGroup = 200

  /// Random tables of a mode and random cases under them, all from a seed.
  ///
  /// - Parameter cases: how many; ``QEMURunner/run(_:)`` takes some 30 000 at most.
  public static func random(_ mode: QEMUMode, seed: UInt64, cases: Int) -> QEMUBatch {
    var batch = QEMUBatch(mode.guest, seed: seed)
    var random = SplitMix64(seed: seed)
    while batch.cases.count < cases {
      let count = min(casesPerGroup, cases - batch.cases.count)
      switch mode {
      case .sv39: batch.add(count, under: QEMURISCVTables(levels: 3), &random)
      case .sv48: batch.add(count, under: QEMURISCVTables(levels: 4), &random)
      case .sv57: batch.add(count, under: QEMURISCVTables(levels: 5), &random)
      case .stage1: batch.add(count, under: QEMUAArch64Tables(&random), &random)
      case .long4: batch.add(count, under: QEMUX86Tables(levels: 4), &random)
      case .long5: batch.add(count, under: QEMUX86Tables(levels: 5), &random)
      }
    }
    return batch
  }

  private mutating func add(
    _ count: Int, under generator: some QEMUTableGenerator, _ random: inout SplitMix64
  ) {
    let group = QEMUGroup(generator, adding: &self, &random)
    for _ in 0..<count { cases.append(group.makeCase(self, &random)) }
  }
}
