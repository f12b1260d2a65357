import ArgumentParser
import Report

/// A part of a hundred as a user writes it: 3%, 0.5%.
struct Percentage: ExpressibleByArgument, Equatable, CustomStringConvertible {
  /// The part of one.
  let fraction: Double

  init(fraction: Double) { self.fraction = fraction }

  /// What an argument says; without its sign nobody could tell 3 from 0.03.
  init?(argument: String) {
    guard argument.hasSuffix("%"), let percent = Double(argument.dropLast()), (0...1000).contains(percent) else {
      return nil
    }
    fraction = percent / 100
  }

  var description: String { NumberText.significant(fraction * 100, digits: 6) + "%" }
  var defaultValueDescription: String { description }
}
