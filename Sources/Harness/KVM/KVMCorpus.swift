import Foundation
import MMUCore
import MMUReference

/// A case with all the tables' words, as plain text: what replays a difference.
///
/// ```text
/// mmubench kvm case 1
/// format x86-long4
/// controls 3          CR0.WP = 1, EFER.NXE = 2, CR4.SMEP = 4, CR4.SMAP = 8
/// maxphyaddr 52
/// page1gib 0
/// pge 1
/// root 0x15000
/// gva 0x7f0000001008
/// access 4            the number of the access class
/// translation 0       whether KVM_TRANSLATE was asked
/// word 0x1000 0x7     address and content, where it is not 0
/// ```
///
/// Lines that begin with `#` say what each answered.
public struct KVMCorpus: Equatable, Sendable {
  /// One word of the tables.
  public struct Word: Equatable, Sendable {
    /// Where it lies.
    public var address: GPA
    /// What it holds before the access.
    public var value: UInt64

    /// A word.
    public init(address: GPA, value: UInt64) {
      self.address = address
      self.value = value
    }
  }

  /// The format's name.
  public var format: String
  /// The access.
  public var asked: KVMCase
  /// The tables.
  public var words: [Word]

  private static let heading = "mmubench kvm case 1"

  /// A case over tables in a memory's first frames.
  public init(format: any KVMFormat.Type, asked: KVMCase, memory: GuestMemory) {
    self.format = format.name
    self.asked = asked
    words = stride(from: 0, to: UInt64(format.tableFrameCount * 4096), by: 8).compactMap { offset in
      guard let value = memory.load(at: GPA(offset)), value != 0 else { return nil }
      return Word(address: GPA(offset), value: value)
    }
  }

  /// The text of a file.
  ///
  /// - Parameter remarks: lines that are kept as comments.
  public func text(remarks: [String] = []) -> String {
    let configuration = asked.configuration
    let fields = [
      ("format", format), ("controls", "\(configuration.controls.rawValue)"),
      ("maxphyaddr", "\(configuration.maxPhysicalAddressBits)"),
      ("page1gib", configuration.has1GiBPages ? "1" : "0"), ("pge", configuration.honoursGlobal ? "1" : "0"),
      ("root", asked.root.hexadecimal), ("gva", asked.gva.hexadecimal), ("access", "\(asked.access.classIndex)"),
      ("translation", asked.isTranslation ? "1" : "0"),
    ]
    let lines =
      [Self.heading] + remarks.map { "# " + $0 } + fields.map { "\($0) \($1)" }
      + words.map { "word \($0.address.hexadecimal) 0x\(String($0.value, radix: 16))" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what ``text(remarks:)`` wrote.
  public init(text: String) throws(KVMCorpusFailure) {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.first == Self.heading else { throw KVMCorpusFailure(line: 1, expected: Self.heading) }
    var fields: [String: String] = [:]
    words = []
    for (number, line) in lines.enumerated().dropFirst() where !line.hasPrefix("#") {
      let parts = line.split(separator: " ").map(String.init)
      if parts.count == 3, parts[0] == "word", let address = Self.number(parts[1]), let value = Self.number(parts[2]) {
        words.append(Word(address: GPA(address), value: value))
      } else if parts.count == 2 {
        fields[parts[0]] = parts[1]
      } else {
        throw KVMCorpusFailure(line: number + 1, expected: "a name and a value")
      }
    }
    guard let format = fields["format"] else { throw KVMCorpusFailure(line: lines.count, expected: "format") }
    self.format = format
    asked = try Self.asked(fields, lineCount: lines.count)
  }

  private static func asked(_ fields: [String: String], lineCount: Int) throws(KVMCorpusFailure) -> KVMCase {
    func value(_ name: String, below limit: UInt64 = .max) throws(KVMCorpusFailure) -> UInt64 {
      guard let number = fields[name].flatMap(Self.number), number < limit else {
        throw KVMCorpusFailure(line: lineCount, expected: "a number for \(name)")
      }
      return number
    }
    let bits = try value("maxphyaddr", below: 53)
    guard bits >= 32 else { throw KVMCorpusFailure(line: lineCount, expected: "a maxphyaddr of 32 to 52") }
    let configuration = X86Configuration(
      controls: X86Controls(rawValue: UInt8(try value("controls", below: 256))),
      maxPhysicalAddressBits: UInt8(bits), has1GiBPages: try value("page1gib", below: 2) == 1,
      honoursGlobal: try value("pge", below: 2) == 1)
    return KVMCase(
      configuration: configuration, root: GPA(try value("root")), gva: GVA(try value("gva")),
      access: GuestAccess.everyClass[Int(try value("access", below: UInt64(GuestAccess.everyClass.count)))],
      isTranslation: try value("translation", below: 2) == 1)
  }

  private static func number(_ text: String) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// Writes a file of its own name into a folder, which is made if need be.
  ///
  /// - Returns: its path.
  func write(into folder: String, name: String, remarks: [String]) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + name
    try text(remarks: remarks).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}
