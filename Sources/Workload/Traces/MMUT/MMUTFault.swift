/// Something wrong in a section, as the end of a sentence; whoever knows which section it is says so.
struct MMUTFault: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
