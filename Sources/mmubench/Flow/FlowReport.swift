import MMUCore
import Report
import Workload

/// A flow of control, as the textbook prints it: a row a step, a column for each who takes one.
struct FlowReport: Encodable {
  /// A row.
  private struct Row: Encodable {
    let number: Int
    let actor: String
    let text: String
    /// The frame that it puts in the TLB.
    let frame: UInt64?
  }

  private let flow: TextbookFlow
  private let title: String
  private let privilegedEntries: Int
  private let steps: [Row]

  /// The steps of a flow, without those in which hardware only changes its mode, unless they are asked for.
  init(_ flow: TextbookFlow, _ records: [FlowRecord], showsModes: Bool) {
    self.flow = flow
    title = flow.title
    privilegedEntries = records.filter { $0.step == .enterKernelMode }.count
    let isMonitored = records.contains { $0.step.actor == .monitor }
    let shown = records.filter { showsModes || ![.enterKernelMode, .leaveKernelMode].contains($0.step) }
    let framed: [FlowStep] = [.updateTLB, .installMachineFrame, .refill, .fillFromTables]
    steps = shown.enumerated().map { position, record in
      Row(
        number: position + 1, actor: record.step.actor.title, text: record.text(isMonitored: isMonitored),
        frame: framed.contains(record.step) ? record.value : nil)
    }
  }

  /// The title, the table and how often the processor became privileged.
  func rendered(as format: OutputFormat) -> String {
    let heading = format == .md ? "**\(title)**" : "\(flow.rawValue): \(title)"
    return "\(heading)\n\n\(table.rendered(as: format))\nPrivileged entries: \(privilegedEntries)\n"
  }

  private var table: Table {
    let actors = [FlowActor.process, .hardware, .kernel, .monitor].map(\.title).filter { title in
      steps.contains { $0.actor == title }
    }
    var table = Table([.init("")] + actors.map { .init($0, isNumeric: false) })
    for row in steps { table.append(["\(row.number)"] + actors.map { $0 == row.actor ? row.text : "" }) }
    return table
  }

  /// Rows for a spreadsheet: the flow, the number, who, and what.
  var cells: [[String]] { steps.map { [flow.rawValue, "\($0.number)", $0.actor, $0.text] } }
}
