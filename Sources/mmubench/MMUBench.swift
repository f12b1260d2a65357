import ArgumentParser
@main struct MMUBench: ParsableCommand { static let configuration = CommandConfiguration(commandName: "mmubench") }
