/// Why a workload cannot be made from its parameters.
public enum WorkloadImpossibility: Error, Equatable, Sendable {
  /// The footprint is no multiple of 4 KiB, or is zero.
  case footprintNotWholePages
  /// The footprint is larger than ``WorkloadParameters/maximumFootprint``.
  case footprintTooLarge
  /// There is nothing to do.
  case noAccesses
  /// The step is zero or larger than the footprint.
  case stepOutOfRange
  /// The stride is zero or larger than the footprint.
  case strideOutOfRange
  /// There is no process, or no interval.
  case nothingToDo
}
