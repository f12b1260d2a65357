import MMUCore

/// The numbers that shape a guest workload.
public struct GuestParameters: Equatable, Sendable {
  /// The bytes that the program uses: a multiple of 4096.
  public var footprint: UInt64
  /// How many accesses the program makes, about.
  public var accesses: UInt64
  /// How many processes there are, or are made one after the other.
  public var processes: UInt64
  /// How many operations lie between two events, such as snapshots.
  public var interval: UInt64
  /// The distance of a sequential sweep's accesses, in bytes.
  public var step: UInt64
  /// The distance of a strided sweep's accesses, in 4 KiB pages.
  public var stride: UInt64
  /// What is done about an information gap.
  public var remedy = GapRemedy.none
  /// The seed of the random numbers.
  public var seed: UInt64

  /// These numbers; a sweep's distances as the built-in streams have them.
  public init(
    footprint: UInt64 = 64 << 20, accesses: UInt64 = 2_000_000, processes: UInt64 = 1, interval: UInt64 = 1,
    seed: UInt64 = 1
  ) {
    self.footprint = footprint
    self.accesses = accesses
    self.processes = processes
    self.interval = interval
    self.seed = seed
    step = WorkloadParameters().step
    stride = WorkloadParameters().stride
  }

  /// The 4 KiB pages of the footprint.
  var pageCount: UInt64 { footprint >> 12 }

  /// The code of ``remedy``; one that there is not stands for none.
  var remedyCode: UInt64 {
    get { UInt64(remedy.rawValue) }
    set { remedy = GapRemedy(rawValue: UInt8(clamping: newValue)) ?? .none }
  }

  /// The same numbers, for a stream.
  var stream: WorkloadParameters {
    var parameters = WorkloadParameters()
    parameters.footprint = footprint
    parameters.accesses = accesses
    parameters.step = step
    parameters.stride = stride
    parameters.seed = seed
    return parameters
  }

  /// The value of a parameter.
  public subscript(_ parameter: GuestParameter) -> UInt64 {
    get { self[keyPath: parameter.path] }
    set { self[keyPath: parameter.path] = newValue }
  }
}
