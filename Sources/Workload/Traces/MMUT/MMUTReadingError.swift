/// What stops the reading of a section: the file's fault, or the system's.
enum MMUTReadingError: Error {
  /// The section is damaged.
  case fault(MMUTFault)
  /// It could not be read.
  case failure(TraceFailure)

  static func failing<Result>(_ body: () throws(TraceFailure) -> Result) throws(MMUTReadingError) -> Result {
    do throws(TraceFailure) { return try body() } catch { throw .failure(error) }
  }

  static func faulting<Result>(_ body: () throws(MMUTFault) -> Result) throws(MMUTReadingError) -> Result {
    do throws(MMUTFault) { return try body() } catch { throw .fault(error) }
  }
}
