/// A workload that is a stream of accesses over memory that is mapped once, as `mmubench profile` knows it without a guest.
protocol GuestStream: GuestWorkload {
  var parameters: GuestParameters { get }
  init(parameters: GuestParameters)
  /// The stream.
  func source() -> any AccessSource
}

extension GuestStream {
  init(_ parameters: GuestParameters) { self.init(parameters: parameters) }

  func run(_ program: GuestProgram) throws(KernelFailure) {
    try program.map(0, parameters.footprint)
    try program.execute(source())
  }
}
