import Testing

@Suite struct VerifyMatrixTests {
  @Test func theAccessMatrixPrintsItsCounts() throws {
    let run = try CommandRun(["verify", "--matrix", "access", "--no-pku", "--format", "csv"])
    #expect(run.status == 0 && run.errors.isEmpty)
    let name = "access: 4 levels, MAXPHYADDR 52, without protection keys"
    #expect(run.output.contains("\"\(name)\",none,103872\r\n"))
    #expect(run.output.contains("\"\(name)\",1d,16384\r\n"))
  }

  @Test(arguments: [
    ["--maxphyaddr", "52"], ["--matrix", "access", "--maxphyaddr", "31"], ["--matrix", "xtf", "--levels", "5"],
    ["--matrix", "permissions", "--no-pku"], ["--matrix", "access", "--levels", "3"], ["--matrix", "ept"],
    ["--matrix", "access", "--oracle", "kvm"],
    ["--matrix", "xtf", "--replay", "file"], ["--matrix", "xtf", "--seed", "5"],
    ["--oracle", "kvm", "--accesses", "500"],
    ["--corpus", "folder"], ["--accesses", "5"],
  ])
  func wrongOptionsAreRefused(_ options: [String]) throws {
    let run = try CommandRun(["verify"] + options)
    #expect(run.status == 64 && run.output.isEmpty)
  }
}
