import Report
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("zipf", "zipf", 0), ("zpif", "zipf", 1), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("gup", "gups", 1), ("sequental", "sequential", 1),
  ])
  func countsEdits(_ left: String, _ right: String, _ edits: Int) {
    #expect(NearestName.distance(left, right) == edits)
    #expect(NearestName.distance(right, left) == edits)
  }

  @Test func findsWhatWasProbablyMeant() {
    let names = ["sequential", "strided", "gups", "zipf"]
    #expect(NearestName.of("ziff", among: names) == "zipf")
    #expect(NearestName.of("GUPS", among: names) == "gups")
    #expect(NearestName.of("stride", among: names) == "strided")
    #expect(NearestName.of("completely different", among: names) == nil)
    #expect(NearestName.of("zipf", among: []) == nil)
  }
}
