import Glibc

/// Watches what a program that runs under Valgrind has mapped.
///
/// Nobody says when that changes, so it looks again and again: often at first, while libraries are loaded.
struct MappingWatch {
  private let path: String
  private var found = TraceMappings()
  private var nextLook = ContinuousClock.now
  private var pause = Duration.milliseconds(2)
  private static let longestPause = Duration.milliseconds(100)

  init(process: pid_t) { path = "/proc/\(process)/maps" }

  /// Looks, if it is time to.
  mutating func lookIfDue() {
    let now = ContinuousClock.now
    guard now >= nextLook else { return }
    pause = min(pause * 1.1, Self.longestPause)
    look()
    nextLook = now + pause
  }

  /// What was found, with the symbols that the mapped files have now.
  func mappings() -> TraceMappings {
    var result = found
    for path in Set(found.mappings.map(\.path)).sorted() where path.hasPrefix("/") {
      let room = TraceMappings.maximumSymbols - result.symbolCount
      guard room > 0, let object = TraceObject(ofFile: path, mapped: found.mappings, limit: room) else { continue }
      result.insert(object)
    }
    return result
  }

  private mutating func look() {
    guard let text = Self.contents(path) else { return }
    for mapping in ProcessMaps(text).mappings { found.insert(mapping) }
  }

  /// A file of `/proc`, which does not say how long it is.
  private static func contents(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += part[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
