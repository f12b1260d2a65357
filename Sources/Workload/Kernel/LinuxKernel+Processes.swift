import MMUCore

// fork, exec, exit.

extension LinuxKernel {
  /// User addresses end here.
  static let userEnd: UInt64 = 1 << 47

  /// Makes a copy of the running process: both lose the right to write what they share, until they do.
  public func fork() throws(KernelFailure) -> GuestProcess {
    let parent = current
    let child = try makeProcess()
    child.regions = parent.regions
    var failure: KernelFailure?
    var changed: [GVA] = []
    machine.beginUpdates()
    for region in parent.regions.regions {
      forEachPage(of: region.start..<region.end, in: parent.root, Encoding.rootLevel) { gva, place, entry, level in
        guard failure == nil else { return }
        do throws(KernelFailure) {
          if try share(gva, place, entry, level, region, child) { changed.append(gva) }
        } catch { failure = error }
      }
    }
    machine.endUpdates()
    if let failure { throw failure }
    // Linux flushes the parent's whole address space after copying it (dup_mmap, flush_tlb_mm).
    if !changed.isEmpty { flushSpace(of: parent) }
    return child
  }

  /// Copies an entry to the child; answers whether the parent's changed.
  private func share(
    _ gva: GVA, _ place: GPA, _ entry: UInt64, _ level: PageLevel, _ region: MemoryRegion, _ child: GuestProcess
  ) throws(KernelFailure) -> Bool {
    let isMarked = !region.isShared && Encoding.isWritable(entry)
    let rights = region.rights.union(.user)
    let shared = isMarked ? Encoding.changing(entry, to: rights.subtracting(.write)) : entry
    if isMarked { tables.store(shared, place) }
    frames.share(Encoding.address(entry))
    let target = try makeEntry(gva, in: child, at: level)
    tables.store(shared, target)
    return isMarked
  }

  private func makeEntry(_ gva: GVA, in process: GuestProcess, at level: PageLevel) throws(KernelFailure) -> GPA {
    let running = current
    current = process
    defer { current = running }
    return try make(gva, at: level).place
  }

  /// Replaces the running process's program: everything that it mapped goes.
  public func exec() { discard(current) }

  /// Ends a process; another runs on.
  public func exit(_ process: GuestProcess, switchingTo next: GuestProcess) {
    tables.renounce(process)
    discard(process)
    if process === current { switchTo(next) }
    tables.release(process.root)
    if let userRoot = process.userRoot { tables.release(userRoot) }
    forget(process)
  }

  private func discard(_ process: GuestProcess) {
    var pages: [GVA] = []
    machine.beginUpdates()
    defer { machine.endUpdates() }
    clear(0..<Self.userEnd, in: process.root, Encoding.rootLevel, &pages)
    if let userRoot = process.userRoot { clearRoot(userRoot) }
    process.regions = MemoryRegions()
    if process === current && !pages.isEmpty { flushSpace(of: process) }
  }

  /// The user half of a root whose tables are another root's, and gone.
  private func clearRoot(_ root: GPA) {
    for number in 0..<256 as Range<UInt64> {
      let place = root.advanced(by: number * 8)
      if Encoding.isPresent(tables.load(place)) { tables.store(0, place) }
    }
  }
}
