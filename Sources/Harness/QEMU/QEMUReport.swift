/// What a comparison with QEMU compared, and where QEMU and the model first differ.
public struct QEMUReport: Equatable, Sendable {
  /// The machine.
  public let guest: QEMUGuest
  /// Makes the same batch again.
  public let seed: UInt64
  /// How many cases were compared.
  public internal(set) var cases = 0
  /// How many of them went to an address.
  public internal(set) var translated = 0
  /// How many of them changed table entries.
  public internal(set) var updates = 0
  /// How many of them trapped, by cause as ``QEMUOracle/significant(_:_:)`` leaves it.
  public internal(set) var faults: [UInt64: Int] = [:]
  /// The first disagreement, with what replays it; `nil` when there was none.
  public internal(set) var disagreement: String?
  /// Where the disagreement's case is kept; `nil` without one, or where nobody asked to keep it.
  public internal(set) var file: String?
  /// The number of the disagreement's case in its batch.
  var differentCase: Int?

  init(_ guest: QEMUGuest, seed: UInt64) {
    self.guest = guest
    self.seed = seed
  }

  /// How many cases trapped, whatever the cause.
  public var trapped: Int { faults.values.reduce(0, +) }

  /// Adds what another batch came to.
  mutating func add(_ other: QEMUReport) {
    cases += other.cases
    translated += other.translated
    updates += other.updates
    faults.merge(other.faults, uniquingKeysWith: +)
    disagreement = disagreement ?? other.disagreement
    file = file ?? other.file
  }

  /// Writes the case that was found different, if one was, to a file of its own.
  mutating func keep(_ batch: QEMUBatch, in folder: String) throws(QEMUFailure) {
    guard let disagreement, let differentCase else { return }
    let corpus = QEMUCorpus(batch, case: differentCase)
    let name = "qemu-\(guest.rawValue)-seed\(batch.seed)-case\(differentCase).txt"
    do {
      file = try CorpusText.write(corpus.text(remarks: [disagreement]), into: folder, name: name)
    } catch {
      throw .cannotPrepare(folder: folder, message: error.localizedDescription)
    }
  }
}
