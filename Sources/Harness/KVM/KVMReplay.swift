import MMUCore
import MMUReference

/// Puts a kept case to KVM, core and reference again.
public enum KVMReplay {
  /// Runs the case of a corpus file.
  ///
  /// - Throws: ``KVMFailure`` if no machine can be made, ``CorpusFailure`` if the text is not a case, or names a format
  ///   that is not known or does not run here.
  public static func run(text: String) throws -> KVMComparison { try run(text: text) { $0 } }

  /// Runs it with a core that is given another configuration.
  package static func run(
    text: String, distortion: @escaping @Sendable (X86Configuration) -> X86Configuration
  ) throws -> KVMComparison {
    let corpus = try KVMCorpus(text: text)
    let configuration = corpus.asked.configuration
    let machine = try KVMMachine(
      byteCount: KVMOracle.memoryByteCount, maxPhysicalAddressBits: configuration.maxPhysicalAddressBits)
    guard let format = KVMFormats.named(corpus.format), machine.supports(format.mode) else {
      throw CorpusFailure(line: nil, expected: "a format that runs here")
    }
    guard machine.features.has1GiBPages == configuration.has1GiBPages else {
      throw CorpusFailure(line: nil, expected: "page1gib as this machine's CPUID has it")
    }
    guard let world = KVMWorld(machine, format) else { fatalError("no host memory left") }
    for word in corpus.words { world.store(word.value, at: word.address) }
    var examiner = KVMExaminer(world, format)
    examiner.distort = distortion
    return try examiner.examine(corpus.asked)
  }
}
