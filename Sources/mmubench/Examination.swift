import Foundation
import Harness
import Report

/// What `doctor` looks at.
enum Examination {
  /// One thing found, and what it means for measurements.
  struct Finding: Codable {
    let subject: String
    let found: String
    let isGood: Bool
    let consequence: String
  }

  /// Everything, from the processor outwards.
  static func all() -> [Finding] {
    let host = HostFacts()
    return [
      processor(host), governor(host), load(host), steal(), noise(), hugePages(host), kvm(),
      tool("valgrind", "profile -- COMMAND cannot record programs; apt-get install valgrind"),
    ] + QEMUGuest.allCases.map(emulator)
  }

  private static func processor(_ host: HostFacts) -> Finding {
    Finding(
      subject: "processor", found: "\(host.processorCount) × \(host.processor)", isGood: !host.isVirtualized,
      consequence: host.isVirtualized
        ? "a virtual machine: neighbours share caches and memory, so trust ratios within a run more than times" : "")
  }

  private static func governor(_ host: HostFacts) -> Finding {
    let isGood = host.governor == nil || host.governor == "performance"
    return Finding(
      subject: "frequency governor", found: host.governor ?? "none visible", isGood: isGood,
      consequence: isGood ? "" : "the frequency changes under a run; set the governor to performance")
  }

  private static func load(_ host: HostFacts) -> Finding {
    let load = HostFacts.load
    let isGood = load < Double(host.processorCount) * 0.5
    return Finding(
      subject: "load", found: NumberText.fixed(load, decimals: 2), isGood: isGood,
      consequence: isGood ? "" : "other programs are running; times will be too high")
  }

  /// Steal and noise are seen over the same short loop: about a tenth of a second.
  private static func steal() -> Finding {
    let before = HostFacts.stolenTicks
    _ = loopTimes()
    let stolen = HostFacts.stolenTicks - before
    return Finding(
      subject: "stolen time", found: "\(stolen) ticks in the last 0.1 s", isGood: stolen == 0,
      consequence: stolen == 0 ? "" : "the hypervisor runs others on this processor; repeat with more --reps")
  }

  private static func noise() -> Finding {
    let times = loopTimes().sorted()
    let spread = times[times.count * 9 / 10] / times[0] - 1
    return Finding(
      subject: "noise", found: "\(NumberText.fixed(spread * 100, decimals: 1)) % (9th decile over best)",
      isGood: spread < 0.05, consequence: spread < 0.05 ? "" : "small differences will not show; use --preset full")
  }

  /// Times of a hundred equal pieces of work, each about a millisecond.
  private static func loopTimes() -> [Double] {
    (0..<100).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      var state: UInt64 = start | 1
      for _ in 0..<400_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start)
      return state == 0 ? 0 : elapsed
    }
  }

  private static func hugePages(_ host: HostFacts) -> Finding {
    let mode = host.transparentHugePages ?? "unknown"
    let isGood = mode == "always" || mode == "madvise"
    return Finding(
      subject: "transparent huge pages", found: mode, isGood: isGood,
      consequence: isGood ? "" : "the host's own TLB misses enter the walk benchmarks from llc and dram")
  }

  private static func kvm() -> Finding {
    let isThere = access("/dev/kvm", R_OK | W_OK) == 0
    return Finding(
      subject: "/dev/kvm", found: isThere ? "opens" : "missing or forbidden", isGood: isThere,
      consequence: isThere
        ? notCoveredByKVM : "verify --oracle kvm cannot run; it needs an x86-64 host with KVM, and the group kvm")
  }

  /// What the oracle would leave out here.
  private static var notCoveredByKVM: String {
    do {
      let parts = try KVMOracle.notCovered()
      return parts.isEmpty ? "" : "verify --oracle kvm does not cover: " + parts.joined(separator: "; ")
    } catch {
      return "verify --oracle kvm cannot run: \(error)"
    }
  }

  private static func emulator(_ guest: QEMUGuest) -> Finding {
    let without = "verify --oracle qemu --guest \(guest.rawValue) cannot run; apt-get install \(guest.package)"
    let found = tool(guest.emulator, without)
    guard found.isGood, let lack = QEMURunner.toolchainLack else { return found }
    return Finding(
      subject: found.subject, found: found.found, isGood: false,
      consequence: "verify --oracle qemu --guest \(guest.rawValue) cannot run: \(lack)")
  }

  private static func tool(_ name: String, _ without: String) -> Finding {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    let candidates = folders.map { folder in "\(folder)/\(name)" }
    let path = candidates.first { candidate in access(candidate, X_OK) == 0 }
    return Finding(
      subject: name, found: path ?? "missing", isGood: path != nil, consequence: path == nil ? without : "")
  }
}
