import MMUCore

/// Ends a reference walk.
struct WalkFailure: Error {
  let fault: PageFault

  init(_ reason: PageFault.Reason, at level: UInt8) { fault = PageFault(reason, at: PageLevel(UInt64(level))) }
}
