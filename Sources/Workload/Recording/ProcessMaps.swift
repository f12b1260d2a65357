/// The mappings of a program that runs under Valgrind, from the text of `/proc/PID/maps`.
///
/// Valgrind shares its process with the program. Its own code lies in a folder named `valgrind`, its memory above 64 GiB,
/// where it puts nothing of the program's but the stack, which is just below 128 GiB; what the kernel names is Valgrind's too.
/// A process without its code is not under Valgrind, yet or any more.
///
/// Source: proc_pid_maps(5); Valgrind 3.19, coregrind/m_aspacemgr/aspacemgr-linux.c, "Address space layout".
struct ProcessMaps {
  /// The program's mappings.
  private(set) var mappings: [TraceMapping] = []

  private static let valgrindStart: UInt64 = 0x10_0000_0000
  private static let stackStart: UInt64 = 0x1F_0000_0000
  private static let stackEnd: UInt64 = 0x20_0000_0000

  init(_ text: String) {
    let all = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { Self.mapping(Substring($0)) }
    guard all.contains(where: { $0.path.hasPrefix("/") && Self.isValgrinds($0.path) }) else { return }
    for mapping in all {
      if let named = named(mapping) { mappings.append(named) }
    }
  }

  /// `start-end perms offset device inode path`, with a blank path where there is no file.
  private static func mapping(_ line: Substring) -> TraceMapping? {
    let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    guard words.count >= 5 else { return nil }
    let range = words[0].split(separator: "-")
    guard range.count == 2, let start = UInt64(range[0], radix: 16), let end = UInt64(range[1], radix: 16),
      let offset = UInt64(words[2], radix: 16)
    else { return nil }
    let path = words.count == 6 ? String(words[5].drop { $0 == " " }) : ""
    return TraceMapping(start: start, end: end, offset: offset, permissions: String(words[1]), path: path)
  }

  /// The mapping under the name that a user knows it by; `nil` where it is none of the program's.
  private func named(_ mapping: TraceMapping) -> TraceMapping? {
    var named = mapping
    if mapping.path.hasPrefix("/") { return Self.isValgrinds(mapping.path) ? nil : mapping }
    guard mapping.path.isEmpty else { return nil }
    if mapping.start >= Self.stackStart {
      named.path = "[stack]"
      return mapping.end <= Self.stackEnd ? named : nil
    }
    guard mapping.start < Self.valgrindStart, !isBehindValgrind(mapping) else { return nil }
    // The break's memory is the first that Valgrind makes executable without being asked.
    let isHeap = mapping.permissions == "rwxp" && !mappings.contains { $0.path == TraceMapping.heap }
    named.path = isHeap ? TraceMapping.heap : TraceMapping.anonymous
    return named
  }

  /// Whether it is the memory behind Valgrind's code: its .bss.
  private func isBehindValgrind(_ mapping: TraceMapping) -> Bool {
    mapping.start >= Self.toolStart && mapping.start < Self.toolStart + (1 << 26)
  }

  /// Where Valgrind's tools are linked to lie.
  private static let toolStart: UInt64 = 0x5800_0000

  private static func isValgrinds(_ path: String) -> Bool {
    guard !path.hasPrefix("/tmp/vgdb-pipe") else { return true }
    let parts = path.split(separator: "/")
    return parts.dropLast().contains("valgrind") && parts.last?.hasPrefix("vgpreload") != true
  }
}

extension TraceMapping {
  /// The path of the break's memory.
  static let heap = "[heap]"
}
