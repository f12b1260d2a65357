/// A sweep, byte after byte.
struct GuestSequential: GuestStream {
  let parameters: GuestParameters
  func source() -> any AccessSource { SequentialWorkload(parameters.stream) }
}
