/// Puts a kept case to QEMU, core and reference again.
public enum QEMUReplay {
  /// What the three said.
  public struct Answers: Sendable {
    /// Core's and reference's.
    public let expected: QEMUExpectations
    /// QEMU's, without what says nothing about translation.
    public let result: QEMUResult
    /// How they differ; `nil` where they do not.
    public let disagreement: String?
  }

  /// Runs the case of a corpus file.
  ///
  /// - Throws: ``QEMUFailure`` if QEMU gives no result, ``CorpusFailure`` if the text is not a case.
  public static func run(text: String) throws -> Answers {
    let batch = try QEMUCorpus(text: text).batch
    let results = try QEMURunner(batch.guest).run(batch)
    guard let walkers = QEMUWalkers(batch) else { throw QEMUFailure.noMemory }
    return Answers(
      expected: walkers.expect(batch.cases[0]), result: QEMUOracle.significant(results[0], batch.guest),
      disagreement: try QEMUOracle.compare(results, of: batch).disagreement)
  }
}
