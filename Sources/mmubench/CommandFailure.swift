/// Why a command ends with something else than success: one sentence and an exit code. The sentence is empty
/// where standard output has said it already.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
