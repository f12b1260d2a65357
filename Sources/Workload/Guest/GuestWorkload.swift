import MMUCore

/// What a program, or several, do on a guest's kernel: accesses and system calls, all from a seed.
public protocol GuestWorkload {
  /// The workload of these parameters.
  init(_ parameters: GuestParameters)

  /// Does it all.
  ///
  /// - Throws: what the kernel cannot do, such as to find a frame.
  func run(_ program: GuestProgram) throws(KernelFailure)
}
