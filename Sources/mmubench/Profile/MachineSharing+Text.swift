import Report
import Workload

extension MachineSharing {
  /// One line of a report.
  var text: String {
    let memory = frameCount.map { "\(ByteQuantity.text(UInt64($0) << 12)) of memory for data" } ?? "memory enough"
    return "\(machines) machines by turns of \(NumberText.grouped(quantum)) accesses, "
      + (isTagged ? "tagged TLBs" : "TLBs without tags") + ", \(memory)"
      + (mergesFrames ? ", one image, equal frames merged" : "")
  }
}
