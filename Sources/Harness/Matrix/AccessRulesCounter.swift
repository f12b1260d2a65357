/// Counts what the rules of the access matrix expect, and walks nothing: quick enough to prove the rules on every processor.
struct AccessRulesCounter: MatrixWorker {
  private(set) var tally = MatrixTally()
  private let space: AccessSpace
  private let tables: AccessTables

  init(_ machine: MatrixMachine, _ space: AccessSpace) {
    self.space = space
    tables = AccessTables(levels: machine.levels)
  }

  mutating func examine(chunk: Int) {
    var flags = space.first(of: chunk)
    while true {
      if flags.isLegal {
        tally.count(AccessOracle.predict(flags, pte: tables.pte(flags), pde: tables.pde(flags)), of: flags)
      }
      guard let next = space.next(after: flags) else { return }
      flags = next
    }
  }
}
