/// Random updates.
struct GuestGUPS: GuestStream {
  let parameters: GuestParameters
  func source() -> any AccessSource { GUPSWorkload(parameters.stream) }
}
