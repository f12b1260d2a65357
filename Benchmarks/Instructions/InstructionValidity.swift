import CBenchmark
import CLimits
import Report

/// What counts of instructions depend on besides this project's source: whatever wrote the instructions, and whatever chooses
/// among them.
public enum InstructionValidity {
  /// As a text: counts with another text are not comparable.
  ///
  /// The compiler with its revision; Valgrind, since it says which processor it is and how it counts; the C library, which has
  /// several `memcpy`; zstd, which some bodies call; the instruction set, by which both of these choose.
  public static func text(valgrind: String) -> String {
    [
      "swift \(BuildFacts().swiftVersion)\(compilerRevision)\(configuration)", "valgrind \(valgrind)",
      "glibc \(String(cString: benchmark_glibc_version()))", "zstd \(String(cString: limit_zstd_version()))",
      instructionSet,
    ].joined(separator: ", ")
  }

  /// The first digits of the revision that the toolchain's Clang names: "21.0.0 (https://… 11673e66…)".
  private static var compilerRevision: String {
    let version = String(cString: benchmark_compiler())
    let words = version.split { $0 == " " || $0 == ")" }
    guard let revision = words.last, revision.count >= 40, revision.allSatisfy(\.isHexDigit) else { return "" }
    return " (\(revision.prefix(12)))"
  }

  private static var configuration: String {
    #if DEBUG
      " for debugging"
    #else
      ""
    #endif
  }

  /// Valgrind shows a program the host's AVX2 or AVX, and nothing above.
  private static var instructionSet: String {
    #if arch(x86_64)
      let flags = HostFacts().instructionSets
      return flags.contains("avx2") ? "avx2" : flags.contains("avx") ? "avx" : "sse2"
    #elseif arch(arm64)
      return "aarch64"
    #else
      return "another architecture"
    #endif
  }
}
