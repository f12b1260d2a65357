import ArgumentParser
import Regression

/// `mmubench compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Say whether performance changed, with an exit code that CI can trust.")

  @OptionGroup var processes: CompareProcessOptions
}
