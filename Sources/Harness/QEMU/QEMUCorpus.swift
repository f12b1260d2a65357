import MMUCore

/// A case with the words of its frames, as plain text: what replays a difference.
///
/// ```text
/// mmubench qemu case 1
/// guest riscv64
/// extensions none      or names with commas between
/// kind 0               load, store, fetch
/// privilege 1          user, supervisor
/// address 0x120
/// firstframe 0
/// framecount 25
/// root 0x82003000      control registers, each architecture's own
/// word 0x82003000 0x1  address and content, where it is not 0
/// ```
public struct QEMUCorpus: Equatable, Sendable {
  /// The machine.
  public var guest: QEMUGuest
  /// The optional extensions of its processor.
  public var extensions: [String]
  /// The access.
  public var access: QEMUCase
  /// Its frames.
  public var words: [CorpusWord]

  /// A case of a batch.
  public init(_ batch: QEMUBatch, case number: Int) {
    guest = batch.guest
    extensions = batch.extensions
    access = batch.cases[number]
    let first = batch.address(ofFrame: access.frames.lowerBound)
    words = stride(from: first, to: batch.address(ofFrame: access.frames.upperBound), by: 8).compactMap { address in
      guard let value = batch.word(at: address), value != 0 else { return nil }
      return CorpusWord(address: GPA(address), value: value)
    }
  }

  /// The text of a file.
  ///
  /// - Parameter remarks: lines that are kept as comments.
  public func text(remarks: [String] = []) -> String {
    let fields: [(name: String, value: String)] = [
      ("guest", guest.rawValue), ("extensions", extensions.isEmpty ? "none" : extensions.joined(separator: ",")),
      ("kind", "\(access.kind.rawValue)"), ("privilege", "\(access.privilege.rawValue)"),
      ("address", GVA(access.address).hexadecimal), ("firstframe", "\(access.frames.lowerBound)"),
      ("framecount", "\(access.frames.count)"),
    ]
    let registers = access.controls.corpusFields.map { (name: $0.0, value: "0x" + String($0.1, radix: 16)) }
    return CorpusText(heading: CorpusKind.qemu.heading, fields: fields + registers, words: words).text(remarks: remarks)
  }

  /// Reads what ``text(remarks:)`` wrote.
  public init(text: String) throws(CorpusFailure) {
    let file = try CorpusText(text, heading: CorpusKind.qemu.heading)
    guard let guest = QEMUGuest(rawValue: try file.text("guest")) else { throw file.missing("a guest that is known") }
    self.guest = guest
    let extensions = try file.text("extensions")
    self.extensions = extensions == "none" ? [] : extensions.split(separator: ",").map(String.init)
    words = file.words
    access = try Self.access(file, guest)
  }

  private static func access(_ file: CorpusText, _ guest: QEMUGuest) throws(CorpusFailure) -> QEMUCase {
    guard let kind = AccessKind(rawValue: UInt8(try file.value("kind", below: 3))) else { throw file.missing("kind") }
    let first = Int(try file.value("firstframe", below: UInt64(QEMULayout.maxFrames)))
    let count = Int(try file.value("framecount", below: UInt64(QEMULayout.maxFrames - first + 1)))
    return QEMUCase(
      kind, try file.flag("privilege") ? .supervisor : .user, at: try file.value("address"),
      frames: first..<first + count, controls: try QEMUControls(file, guest))
  }

  /// The case alone, its frames where they were.
  public var batch: QEMUBatch {
    var batch = QEMUBatch(guest, seed: 0)
    batch.extensions = extensions
    while batch.frameCount < access.frames.upperBound { _ = batch.addFrame() }
    for word in words {
      guard word.address.rawValue >= guest.arenaBase else { continue }
      let offset = Int((word.address.rawValue - guest.arenaBase) / 8)
      if offset / 512 < batch.frameCount { batch.setEntry(offset % 512, ofFrame: offset / 512, to: word.value) }
    }
    batch.cases = [access]
    return batch
  }
}
