/// The processors of a shadow MMU, as long as somebody holds them.
final class ShadowProcessors<Processor> {
  let buffer: UnsafeMutableBufferPointer<Processor>

  init(count: Int, _ make: () -> Processor) {
    buffer = .allocate(capacity: count)
    for number in 0..<count { (buffer.baseAddress! + number).initialize(to: make()) }
  }

  deinit {
    buffer.deinitialize()
    buffer.deallocate()
  }
}
