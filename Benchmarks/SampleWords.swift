/// Room for what the filter in C keeps.
final class SampleWords {
  let storage: UnsafeMutableBufferPointer<UInt64>

  init(count: Int) { storage = .allocate(capacity: count + 1) }

  deinit { storage.deallocate() }
}
