import MMUCore

/// A process of a guest's kernel: its ranges and its tables.
public final class GuestProcess {
  /// Its number.
  public let number: Int
  /// What it has mapped.
  var regions = MemoryRegions()
  /// The root of its tables.
  var root: GPA
  /// The root in use while its program runs, under page-table isolation: the same, without the kernel.
  var userRoot: GPA?
  /// The number of its address space in TLBs.
  var asid = ASID(0)
  /// Whether its translations may have outlived a change of its tables while another process ran.
  var needsFlush = false
  /// Whether a monitor that checks tables knows of its roots.
  var isAnnounced = false

  /// All of its roots.
  var roots: [GPA] { userRoot.map { [root, $0] } ?? [root] }

  init(number: Int, root: GPA) {
    self.number = number
    self.root = root
  }
}
