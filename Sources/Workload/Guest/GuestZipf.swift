/// Loads by popularity, as a cache server's.
struct GuestZipf: GuestStream {
  let parameters: GuestParameters
  func source() -> any AccessSource { ZipfWorkload(parameters.stream) }
}
