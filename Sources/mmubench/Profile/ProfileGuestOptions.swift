import ArgumentParser
import MMUCore
import Profiling
import Report
import Workload

/// The options of a workload that runs on a guest's kernel, under several techniques.
struct ProfileGuestOptions: ParsableArguments {
  @Option(help: "linux, xv6 (on Sv39) or xv6-x86 (on 2-level x86). (default: linux)")
  var guest: String?

  @Flag(inversion: .prefixedNo, help: "linux: address spaces have numbers in the TLB. (default: --pcid)")
  var pcid: Bool?

  @Flag(inversion: .prefixedNo, help: "linux: programs run on tables without the kernel. (default: --no-kpti)")
  var kpti: Bool?

  @Flag(inversion: .prefixedNo, help: "linux: transparent huge pages. (default: --no-thp)")
  var thp: Bool?

  @Option(help: "How many processes there are, or are made.")
  var processes: CountQuantity?

  @Option(help: "redis: how many operations lie between snapshots; idle: how many steps of the idle loop a wait lasts.")
  var interval: CountQuantity?

  @Option(
    help:
      "idle, zeroing: what is done about what monitor and guest do not know of each other, none, hint or call. (default: none)"
  )
  var remedy: String?

  @Option(
    help: ArgumentHelp(
      "What events cost: a name (x86, epyc) or a .json file. (default: x86)", valueName: "model"))
  var costModel: String?

  @Option(
    help: ArgumentHelp(
      "Shows which technique is cheapest over a range of a constant of the model.", valueName: "constant=a..b"))
  var sweep: String?

  /// Whether any was given.
  var isGiven: Bool { given != nil }

  /// The first that was given, as a user writes it.
  var given: String? {
    let all = [
      ("guest", guest != nil), ("pcid", pcid != nil), ("kpti", kpti != nil), ("thp", thp != nil),
      ("processes", processes != nil), ("interval", interval != nil),
      ("remedy", remedy != nil), ("cost-model", costModel != nil),
      ("sweep", sweep != nil),
    ]
    return all.first { $0.1 }.map { "--\($0.0)" }
  }

  /// The guest's operating system.
  func system() throws -> GuestSystem {
    let names = ["linux", "xv6", "xv6-x86"]
    switch guest ?? "linux" {
    case "linux":
      var options = LinuxOptions()
      options.usesPCID = pcid ?? options.usesPCID
      options.isolatesTables = kpti ?? options.isolatesTables
      options.usesHugePages = thp ?? options.usesHugePages
      return .linux(options)
    case "xv6", "xv6-x86":
      guard pcid == nil, kpti == nil, thp == nil else {
        throw CommandFailure(.usage, "--pcid, --kpti and --thp are for --guest linux; xv6 has none of them")
      }
      return guest == "xv6" ? .xv6RISCV : .xv6X86
    default: throw ProfileTechniqueOptions.unknown("guest", guest ?? "", among: names)
    }
  }

  /// What is done about an information gap, if it was said.
  func chosenRemedy() throws -> GapRemedy? {
    guard let remedy else { return nil }
    guard let found = GapRemedy.all.first(where: { $0.name == remedy }) else {
      throw ProfileTechniqueOptions.unknown("remedy", remedy, among: GapRemedy.all.map(\.name))
    }
    return found
  }

  /// What events cost.
  func model() throws -> CostModel {
    do throws(CostModelError) {
      return try CostModel.load(costModel ?? "x86")
    } catch {
      let status: ExitStatus =
        switch error {
        case .unknownName: .usage
        case .cannotReadFile: .noInput
        case .malformedFile: .badData
        }
      throw CommandFailure(status, "\(error)")
    }
  }

  /// The constant to sweep, and over what.
  func swept() throws -> CostSweep? { try sweep.map { try CostSweep($0) } }
}
