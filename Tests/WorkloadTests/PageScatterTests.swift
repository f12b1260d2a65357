import Testing
import Workload

@Suite struct PageScatterTests {
  @Test(arguments: [1, 2, 3, 5, 64, 1000, 4096, 5000] as [UInt64], [0, 1, 77] as [UInt64])
  func isABijection(_ count: UInt64, _ seed: UInt64) {
    let scatter = PageScatter(count: count, seed: seed)
    #expect(Set((0..<count).map(scatter.page)) == Set(0..<count))
  }
}
