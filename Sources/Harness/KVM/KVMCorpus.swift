import MMUCore
import MMUReference

/// A case with all the tables' words, as plain text: what replays a difference.
///
/// ```text
/// mmubench kvm case 1
/// format x86-long4
/// controls 3          CR0.WP = 1, EFER.NXE = 2, CR4.SMEP = 4, CR4.SMAP = 8, CR4.PSE = 16, CR4.PKE = 32, CR4.PKS = 64
/// maxphyaddr 52
/// page1gib 0
/// pse36 1
/// pge 1
/// pkru 0x0
/// pkrs 0x0
/// root 0x15000
/// gva 0x7f0000001008
/// access 4            the number of the access class
/// translation 0       whether KVM_TRANSLATE was asked
/// word 0x1000 0x7     address and content, where it is not 0
/// ```
///
/// Lines that begin with `#` say what each answered.
public struct KVMCorpus: Equatable, Sendable {
  /// The format's name.
  public var format: String
  /// The access.
  public var asked: KVMCase
  /// The tables.
  public var words: [CorpusWord]

  /// A case over tables in a memory's first frames.
  public init(format: any KVMFormat.Type, asked: KVMCase, memory: GuestMemory) {
    self.format = format.name
    self.asked = asked
    words = stride(from: 0, to: UInt64(format.tableFrameCount * 4096), by: 8).compactMap { offset in
      guard let value = memory.load(at: GPA(offset)), value != 0 else { return nil }
      return CorpusWord(address: GPA(offset), value: value)
    }
  }

  /// The text of a file.
  ///
  /// - Parameter remarks: lines that are kept as comments.
  public func text(remarks: [String] = []) -> String {
    let configuration = asked.configuration
    func flag(_ isSet: Bool) -> String { isSet ? "1" : "0" }
    let fields = [
      ("format", format), ("controls", "\(configuration.controls.rawValue)"),
      ("maxphyaddr", "\(configuration.maxPhysicalAddressBits)"), ("page1gib", flag(configuration.has1GiBPages)),
      ("pse36", flag(configuration.hasPSE36)), ("pge", flag(configuration.honoursGlobal)),
      ("pkru", "0x" + String(configuration.keys.pkru, radix: 16)),
      ("pkrs", "0x" + String(configuration.keys.pkrs, radix: 16)), ("root", asked.root.hexadecimal),
      ("gva", asked.gva.hexadecimal), ("access", "\(asked.access.classIndex)"),
      ("translation", flag(asked.isTranslation)),
    ]
    return CorpusText(heading: CorpusKind.kvm.heading, fields: fields, words: words).text(remarks: remarks)
  }

  /// Reads what ``text(remarks:)`` wrote.
  public init(text: String) throws(CorpusFailure) {
    let file = try CorpusText(text, heading: CorpusKind.kvm.heading)
    format = try file.text("format")
    words = file.words
    asked = KVMCase(
      configuration: try Self.configuration(file), root: GPA(try file.value("root")), gva: GVA(try file.value("gva")),
      access: GuestAccess.everyClass[Int(try file.value("access", below: UInt64(GuestAccess.everyClass.count)))],
      isTranslation: try file.flag("translation"))
  }

  private static func configuration(_ file: CorpusText) throws(CorpusFailure) -> X86Configuration {
    let bits = try file.value("maxphyaddr", below: 53)
    guard bits >= 32 else { throw file.missing("a maxphyaddr of 32 to 52") }
    let keys = X86ProtectionKeys(
      pkru: UInt32(try file.value("pkru", below: 1 << 32)), pkrs: UInt32(try file.value("pkrs", below: 1 << 32)))
    return X86Configuration(
      controls: X86Controls(rawValue: UInt8(try file.value("controls", below: 256))),
      maxPhysicalAddressBits: UInt8(bits), has1GiBPages: try file.flag("page1gib"),
      honoursGlobal: try file.flag("pge"), keys: keys, hasPSE36: try file.flag("pse36"))
  }
}
