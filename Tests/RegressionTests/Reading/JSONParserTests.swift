import Regression
import Testing

/// The reader of JSON.
@Suite struct JSONParserTests {
  private func parse(_ text: String) throws(JSONParser.Failure) -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test(
    arguments: [
      ("null", .null), (" true ", .flag(true)), ("false", .flag(false)), ("-0.5e+3", .number("-0.5e+3")),
      ("18446744073709551615", .number("18446744073709551615")), ("NaN", .number("NaN")),
      ("-Infinity", .number("-Infinity")), ("-nan", .number("-nan")), (#""a\n\"\\\/\u00e9""#, .text("a\n\"\\/é")),
      (#""\ud83d\ude00""#, .text("😀")), ("[]", .list([])), ("[1, [2]]", .list([.number("1"), .list([.number("2")])])),
      ("{}", .object([:])), ("\u{FEFF}{\"a\": null}\r\n", .object(["a": .null])),
    ] as [(String, JSONValue)])
  func readsWhatIsJSONAndGoogleBenchmarksNumbers(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test(
    arguments: [
      ("", 1, "it ends in the middle; it was cut off"),
      ("{\"a\": [1,\n2", 2, "it ends in the middle; it was cut off"),
      ("{\"a\"\n 1}", 2, "there is '1' where ':' should be"),
      ("[1 2]", 1, "there is '2' where ',' or ']' should be"),
      ("[1,]", 1, "there is ']' where a value should be"),
      ("{,}", 1, "there is ',' where a key in quotes should be"),
      ("{} {}", 1, "there is more after the end"),
      ("{\"a\": 1,\n\"a\": 2}", 2, "the key 'a' is there twice"),
      ("\"a\nb\"", 1, "a text is not closed in its line"),
      ("\"\\x\"", 1, "a backslash stands before 'x', which needs none"),
      ("\"\\u12g4\"", 1, "'\\u' needs four hexadecimal digits"),
      ("\"\\ud800 \"", 1, "half of a surrogate pair stands alone"),
      ("\"\\ud800\\u0041\"", 1, "half of a surrogate pair stands alone"),
      ("\"abc", 1, "it ends in the middle; it was cut off"),
      ("01", 1, "there is more after the end"),
      ("1.", 1, "it ends in the middle; it was cut off"),
      ("-x", 1, "there is 'x' where a value should be"),
      ("-true", 1, "there is the byte 0 where a digit should be"),
      ("nulL", 1, "there is 'n' where a value should be"),
      ("\u{7F}ELF", 1, "there is the byte 127 where a value should be"),
    ] as [(String, Int, String)])
  func saysWhereAndWhyATextIsDamaged(text: String, line: Int, reason: String) {
    // A byte behind a word, so that it does not end where the text does.
    let text = text == "-true" ? "-true\u{0}" : text
    #expect(throws: JSONParser.Failure(line: line, reason: reason)) { try parse(text) }
  }

  @Test func holdsToADepth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(JSONParser.maximumDepth))
    #expect(throws: JSONParser.Failure.self) { try parse(nested(JSONParser.maximumDepth + 2)) }
    #expect(throws: JSONParser.Failure.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
  }

  @Test func refusesATextThatIsNotUTF8() {
    let failure = JSONParser.Failure(line: 1, reason: "a text is not UTF-8")
    #expect(throws: failure) { try JSONParser.parse([0x22, 0xC3, 0x22]) }
  }
}
