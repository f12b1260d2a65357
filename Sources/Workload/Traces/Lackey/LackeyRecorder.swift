import Glibc
import MMUCore

/// The accesses of a program that runs under Valgrind's lackey, as it runs.
///
/// Lackey's text comes through a pipe of its own. The program keeps its standard input and error; its standard output is
/// discarded or goes to standard error, since results go to standard output. Other programs that it starts are not recorded,
/// nor is one that replaces it (exec).
public final class LackeyRecorder: ProgramSource {
  /// A program is made of instructions.
  public let includesFetches = true
  /// A program does not say how long it runs.
  public let expectedCount: UInt64? = nil

  private let child: ChildProcess
  private let text: LackeyTextSource
  private var watch: MappingWatch

  /// Starts a command.
  ///
  /// - Parameters:
  ///   - command: a program's path or name, and its arguments.
  ///   - showsOutput: whether the program's standard output is to be seen.
  ///   - addressBits: see ``LackeyParser/init(addressBits:)``.
  public init(_ command: [String], showsOutput: Bool = false, addressBits: UInt8 = 57) throws(TraceFailure) {
    precondition(!command.isEmpty, "no command")
    _ = try ExecutableSearch.path(of: command[0])
    let valgrind = try Self.valgrind()
    let pipe = try Self.makePipe()
    defer { close(pipe.write) }
    let options = [
      "valgrind", "--tool=lackey", "--trace-mem=yes", "--log-fd=\(pipe.write)", "--child-silent-after-fork=yes", "--",
    ]
    do throws(TraceFailure) {
      child = try ChildProcess(
        valgrind, options + command, inheriting: pipe.write, output: showsOutput ? STDERR_FILENO : nil)
    } catch {
      close(pipe.read)
      throw error
    }
    watch = MappingWatch(process: child.identifier)
    let reader = DescriptorReader(pipe.read, name: "Valgrind's output", closesAtEnd: true) { [child] in child.hasEnded }
    text = LackeyTextSource(reader, name: "Valgrind's output", addressBits: addressBits, mayBeCutOff: true)
  }

  deinit { child.end() }

  /// The accesses that the program made next. After an interrupt there are no more.
  public func nextBatch(
    into batch: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceFailure) -> Int {
    // Before the pipe is emptied: with a full one, the program cannot come to its end.
    watch.lookIfDue()
    return try text.nextBatch(into: batch)
  }

  /// What the program had mapped so far, with the symbols of its files, which are read again each time.
  public var mappings: TraceMappings { watch.mappings() }

  /// Waits for the command's end, after the last batch; an interrupt ends it.
  public func finish() -> CommandEnding { child.wait() }

  private static func valgrind() throws(TraceFailure) -> String {
    do throws(TraceFailure) {
      return try ExecutableSearch.path(of: "valgrind")
    } catch {
      throw .valgrindMissing
    }
  }

  /// A pipe that its users do not inherit unless they are told to, as large as the system allows without privileges.
  private static func makePipe() throws(TraceFailure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .cannotStartValgrind(errorNumber: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], 1031 /* F_SETPIPE_SZ */, 1 << 20)
    return (ends[0], ends[1])
  }
}
