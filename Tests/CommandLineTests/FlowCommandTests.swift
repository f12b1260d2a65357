import Foundation
import Testing

/// `flow`, as a student runs it beside the textbook.
@Suite struct FlowCommandTests {
  /// Table B.5, with the frames of figure B.1.
  @Test func printsTheTableOfATLBMiss() throws {
    let run = try CommandRun(["flow", "tlb-miss-vmm", "--format", "csv"])
    #expect(run.status == 0, "\(run.errors)")
    let rows = [
      "process,load from VPN 0: TLB miss: trap",
      "virtual machine monitor,\"calls the OS's miss handler, privilege reduced\"",
      "operating system,\"finds VPN 0, updates the TLB: to PFN 10\"",
      "virtual machine monitor,updates the TLB instead: to MFN 5", "operating system,returns from trap",
      "virtual machine monitor,returns from trap", "process,retries the load: TLB hit",
    ]
    let lines = ["flow,number,actor,text"] + rows.enumerated().map { "tlb-miss-vmm,\($0 + 1),\($1)" }
    #expect(run.output == lines.joined(separator: "\r\n") + "\r\n")
  }

  /// Privileged entries: 1 and 2 a system call, 1 and 3 a TLB miss, 1 with a software TLB, none where hardware reads the tables.
  @Test func countsPrivilegedEntries() throws {
    let run = try CommandRun(["flow", "--format", "json"])
    let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let flows = try #require(document["flows"] as? [[String: Any]])
    let entries = flows.compactMap { $0["privilegedEntries"] as? Int }
    #expect(document["schema"] as? String == "mmubench.flows" && entries == [1, 2, 1, 3, 1, 0, 1, 3])
  }

  @Test func showsTheHardwareWhereItIsAskedTo() throws {
    let without = try CommandRun(["flow", "system-call"]).output
    let with = try CommandRun(["flow", "system-call", "--hardware"]).output
    #expect(!without.contains("hardware") && with.contains("switches to kernel mode"))
    #expect(without.contains("table") && without.hasSuffix("Privileged entries: 1\n"))
  }

  @Test func refusesAFlowThatThereIsNot() throws {
    let run = try CommandRun(["flow", "tlb-mis"])
    #expect(run.status == 64 && run.output.isEmpty && run.errors.contains("did you mean 'tlb-miss'?"))
  }
}
