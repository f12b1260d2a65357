import Report
import Testing

@Suite struct TableTests {
  private var table: Table {
    var table = Table([.init("name", isNumeric: false), .init("ns/op")])
    table.append(["walk, hot", "9.24"])
    table.append(["a|b \"c\"", "120.00"])
    return table
  }

  @Test func textAlignsNumbersOnTheRight() {
    #expect(table.rendered(as: .text) == "name        ns/op\nwalk, hot    9.24\na|b \"c\"    120.00\n")
  }

  @Test func textWithoutHeadingsHasNoEmptyLine() {
    var table = Table([.init("", isNumeric: false), .init("")])
    table.append(["walks", "4"])
    #expect(table.rendered(as: .text) == "walks  4\n")
  }

  @Test func markdownEscapesBars() {
    let expected = "| name | ns/op |\n| :--- | ---: |\n| walk, hot | 9.24 |\n| a\\|b \"c\" | 120.00 |\n"
    #expect(table.rendered(as: .md) == expected)
  }

  @Test func csvQuotesCommasAndQuotes() {
    #expect(table.rendered(as: .csv) == "name,ns/op\r\n\"walk, hot\",9.24\r\n\"a|b \"\"c\"\"\",120.00\r\n")
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (16_543_210, "16 543 210")] as [(UInt64, String)])
  func thousandsAreSetApart(_ number: UInt64, _ text: String) {
    #expect(NumberText.grouped(number) == text)
  }
}
