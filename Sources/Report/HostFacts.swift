import Foundation

/// What the host says about itself, as far as it changes what a time means.
public struct HostFacts: Sendable {
  /// The processor's name, as in /proc/cpuinfo.
  public let processor: String
  /// How many processors are online.
  public let processorCount: Int
  /// The frequency governor, where there is one.
  public let governor: String?
  /// Whether transparent huge pages are always used, on request, or never.
  public let transparentHugePages: String?
  /// The hypervisor underneath, if the processor says that there is one.
  public let isVirtualized: Bool
  /// The extensions of the instruction set that the processor says it has, as Linux names them: `avx2`.
  public let instructionSets: Set<String>
  /// The operating system's name and version.
  public let operatingSystem: String

  /// Reads them.
  public init() {
    let cpuinfo = Self.read("/proc/cpuinfo") ?? ""
    processor = Self.value(of: "model name", in: cpuinfo) ?? "unknown processor"
    processorCount = ProcessInfo.processInfo.activeProcessorCount
    governor = Self.read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    transparentHugePages = Self.read("/sys/kernel/mm/transparent_hugepage/enabled").flatMap(Self.bracketed)
    instructionSets = Set((Self.value(of: "flags", in: cpuinfo) ?? "").split(separator: " ").map(String.init))
    isVirtualized = instructionSets.contains("hypervisor")
    operatingSystem = ProcessInfo.processInfo.operatingSystemVersionString
  }

  /// The average number of runnable processes over the last minute.
  public static var load: Double { Double((read("/proc/loadavg") ?? "").split(separator: " ").first ?? "") ?? 0 }

  /// The time that a hypervisor kept from this machine's processors since they started, in clock ticks.
  ///
  /// Source: proc(5), /proc/stat, eighth value of the line "cpu".
  public static var stolenTicks: UInt64 {
    let fields = (read("/proc/stat") ?? "").split(separator: "\n").first?.split(separator: " ") ?? []
    return fields.count > 8 ? UInt64(fields[8]) ?? 0 : 0
  }

  private static func value(of key: String, in text: String) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  /// The word in square brackets: how the kernel marks the choice in force.
  private static func bracketed(_ choices: String) -> String? {
    guard let open = choices.firstIndex(of: "["), let close = choices.firstIndex(of: "]") else { return nil }
    return String(choices[choices.index(after: open)..<close])
  }

  private static func read(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
