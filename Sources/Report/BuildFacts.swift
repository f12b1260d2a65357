import Foundation

/// Which program made a result.
public struct BuildFacts: Sendable {
  /// The compiler's version, as far as the language tells.
  public let swiftVersion: String
  /// FNV-1a of the executable file, 64 bits in hexadecimal: the same code, the same hash.
  public let codeHash: String
  /// The revision of the checkout that the executable lies in, with `-dirty` if it was changed; `nil` outside one.
  public let gitRevision: String?

  /// Reads them.
  public init() {
    swiftVersion = Self.compilerVersion
    let executable = "/proc/self/exe"
    codeHash = Self.hash(FileManager.default.contents(atPath: executable) ?? Data())
    gitRevision = Self.revision(of: (try? FileManager.default.destinationOfSymbolicLink(atPath: executable)) ?? ".")
  }

  private static var compilerVersion: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  /// Fowler, Noll and Vo's hash, variant 1a, 64 bits.
  private static func hash(_ data: Data) -> String {
    // Over the bytes themselves: the data's own iterator takes a second for a program of 50 MB, in every process of a comparison.
    let value = data.withUnsafeBytes { bytes in
      bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func revision(of executable: String) -> String? {
    let folder = (executable as NSString).deletingLastPathComponent
    return git(["-C", folder, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"])
  }

  private static func git(_ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let revision = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return process.terminationStatus == 0 && !revision.isEmpty ? revision : nil
  }
}
