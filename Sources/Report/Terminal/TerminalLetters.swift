import Foundation

/// What a terminal can show beside letters and digits.
public enum TerminalLetters: Sendable {
  /// ASCII alone.
  case ascii
  /// Unicode's blocks and Braille patterns.
  case unicode

  /// What an environment promises: Unicode if its locale is UTF-8 and its terminal is not a dumb one.
  ///
  /// Source: POSIX.1-2017, XBD 8.2: LC_ALL comes before LC_CTYPE, that before LANG; empty is not set.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let encoding = locale.split(separator: ".").last?.lowercased() ?? ""
    let isUTF8 = encoding.hasPrefix("utf-8") || encoding.hasPrefix("utf8")
    self = isUTF8 && environment["TERM"] != "dumb" ? .unicode : .ascii
  }
}
