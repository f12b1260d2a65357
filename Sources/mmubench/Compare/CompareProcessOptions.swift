import ArgumentParser

/// The options of `compare` that are about programs.
struct CompareProcessOptions: ParsableArguments {
}
