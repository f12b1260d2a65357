import MMUCore

/// What became of an access, without the ways in which a pager reaches it.
enum ShadowAnswer: Equatable, CustomStringConvertible {
  /// Memory at this guest physical address.
  case memory(GPA)
  /// No memory, or none that may be written.
  case device(GPA)
  /// A fault.
  case fault(PageFault)

  var description: String {
    switch self {
    case .memory(let gpa): "memory \(gpa.hexadecimal)"
    case .device(let gpa): "device \(gpa.hexadecimal)"
    case .fault(let fault): "fault \(fault.reason) at level \(fault.level.rawValue)"
    }
  }
}
