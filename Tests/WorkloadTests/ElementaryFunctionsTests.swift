import Foundation
import Testing
import Workload

@Suite struct ElementaryFunctionsTests {
  @Test func agreesWithTheCLibrary() {
    for step in 0..<10_000 {
      let x = pow(1.003, Double(step - 5000))
      #expect(abs(ElementaryFunctions.logarithm(x) - log(x)) <= 4e-16 * max(1, abs(log(x))))
      let y = Double(step - 5000) / 8
      #expect(abs(ElementaryFunctions.exponential(y) / exp(y) - 1) < 3e-13)
    }
  }

  @Test func isExactWhereItMatters() {
    #expect(ElementaryFunctions.logarithm(1) == 0)
    #expect(ElementaryFunctions.exponential(0) == 1)
    #expect(ElementaryFunctions.power(1, -0.99) == 1)
  }
}
