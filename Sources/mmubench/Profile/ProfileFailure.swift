import Foundation
import Profiling
import Workload

/// Puts what can go wrong in a profile into words and an exit status.
enum ProfileFailure {
  /// Runs a step, and turns its failure into the command's.
  static func translated<Result>(_ step: () throws -> Result) throws -> Result {
    do {
      return try step()
    } catch let failure as TraceFailure {
      throw translated(failure)
    } catch let impossibility as WorkloadImpossibility {
      throw translated(impossibility)
    } catch let error as TLBProfilerError {
      throw translated(error)
    } catch let error as ShadowProfilerError {
      throw translated(error)
    } catch let error as TLBConfigurationError {
      throw translated(error)
    } catch let error as LocalityProfilerError {
      throw CommandFailure(error == .outOfMemory ? .unavailable : .usage, "\(error)")
    } catch let error as PageSizePolicyError {
      throw CommandFailure(.usage, "\(error)")
    } catch let error as SweepPlanError {
      throw translated(error)
    } catch let error as WalkCacheSpecificationError {
      throw CommandFailure(.usage, "\(error)")
    }
  }

  private static func translated(_ error: TLBConfigurationError) -> CommandFailure {
    switch error {
    case .cannotReadFile: CommandFailure(.noInput, "\(error)")
    case .malformedFile: CommandFailure(.badData, "\(error)")
    default: CommandFailure(.usage, "\(error)")
    }
  }

  private static func translated(_ error: SweepPlanError) -> CommandFailure {
    switch error {
    case .impossible(let impossibility): translated(impossibility)
    case .tlb(let error): translated(error)
    default: CommandFailure(.usage, "\(error)")
    }
  }

  private static func translated(_ error: TLBProfilerError) -> CommandFailure {
    switch error {
    case .outOfMemory, .outOfTableMemory, .outOfDataFrames: CommandFailure(.unavailable, "\(error)")
    case .untranslatable: CommandFailure(.badData, "\(error)")
    }
  }

  private static func translated(_ error: ShadowProfilerError) -> CommandFailure {
    switch error {
    case .outOfMemory, .outOfGuestMemory: CommandFailure(.unavailable, "\(error)")
    case .untranslatable: CommandFailure(.badData, "\(error)")
    }
  }

  /// What is wrong with a workload's parameters.
  static func translated(_ impossibility: WorkloadImpossibility) -> CommandFailure {
    switch impossibility {
    case .footprintNotWholePages: CommandFailure(.usage, "--footprint must be a multiple of 4K, and not zero")
    case .footprintTooLarge:
      CommandFailure(
        .usage, "--footprint is too large; the most is \(ByteQuantity.text(WorkloadParameters.maximumFootprint))")
    case .noAccesses: CommandFailure(.usage, "--accesses must not be zero")
    case .stepOutOfRange: CommandFailure(.usage, "--step must be 1 to the footprint, in bytes")
    case .nothingToDo: CommandFailure(.usage, "--processes and --interval must not be zero")
    case .strideOutOfRange: CommandFailure(.usage, "--stride must be 1 to the footprint, in 4 KiB pages")
    }
  }

  private static func translated(_ failure: TraceFailure) -> CommandFailure {
    switch failure {
    case .cannotOpen(let path, let errorNumber):
      CommandFailure(.noInput, "cannot open trace '\(path)': \(text(errorNumber))")
    case .cannotRead(let name, let errorNumber):
      CommandFailure(.inputOutput, "cannot read \(name): \(text(errorNumber))")
    case .cannotWrite(let name, let errorNumber):
      CommandFailure(.inputOutput, "cannot write \(name): \(text(errorNumber))")
    case .malformed(let name, let damage): CommandFailure(.badData, "\(name), \(text(damage))")
    case .badCompression(let name, let reason):
      CommandFailure(.badData, "cannot decompress \(name): \(reason)")
    case .empty(let name): CommandFailure(.badData, "\(name) is empty; record it again")
    case .unknownFormat(let name):
      CommandFailure(
        .badData,
        "\(name) is of no format that its beginning tells; say which with --from "
          + ForeignTraceFormat.allCases.map(\.rawValue).joined(separator: "|"))
    case .cannotRunCommand(let name, let errorNumber):
      CommandFailure(.noInput, "cannot run command '\(name)': \(text(errorNumber)); check its name and PATH")
    case .valgrindMissing:
      CommandFailure(.unavailable, "recording a command takes Valgrind; install it with: apt-get install valgrind")
    case .cannotStartValgrind(let errorNumber):
      CommandFailure(.unavailable, "cannot start Valgrind: \(text(errorNumber))")
    }
  }

  private static func text(_ damage: TraceDamage) -> String {
    let excerpt = damage.excerpt.map { ": '\($0)'" } ?? ""
    let advice = damage.unit == .block ? "; mmubench record --salvage keeps what is sound" : ""
    return "\(damage.unit.rawValue) \(damage.number): \(damage.reason)\(excerpt)\(advice)"
  }

  private static func text(_ errorNumber: Int32) -> String { String(cString: strerror(errorNumber)) }
}
