/// A sweep that skips pages.
struct GuestStrided: GuestStream {
  let parameters: GuestParameters
  func source() -> any AccessSource { StridedWorkload(parameters.stream) }
}
