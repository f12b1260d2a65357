import MMUCore

// The balloon driver: it takes frames from the kernel, which can use them for nothing else then, and gives them to the monitor
// (Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002, section 3.2; drivers/virtio/virtio_balloon.c).

extension LinuxKernel {
  /// Gives frames that are free to the monitor, as many as there are and it takes.
  ///
  /// - Returns: how many.
  public func inflateBalloon(by count: Int) -> Int {
    for number in 0..<count {
      guard let page = try? frames.take() else { return number }
      guard machine.giveBack(page.frame) else {
        frames.release(page)
        return number
      }
      balloon.append(page)
    }
    return count
  }

  /// Takes frames back from the monitor, those given last first, as many as it has.
  ///
  /// - Returns: how many.
  public func deflateBalloon(by count: Int) -> Int {
    for number in 0..<count {
      guard let page = balloon.popLast() else { return number }
      let isBack = machine.takeBack(page.frame)
      precondition(isBack, "the monitor keeps what it was given")
      frames.release(page)
    }
    return count
  }
}
