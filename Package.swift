// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "mmubench",
  products: [
    .library(name: "MMUCore", targets: ["MMUCore"]),
    .executable(name: "mmubench", targets: ["mmubench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // The product, from the ground up. Each target may import only what it names.
    .target(name: "MMUCore", dependencies: ["CHostShims"]),
    .target(name: "MMUReference", dependencies: ["MMUCore"]),
    .target(name: "Workload", dependencies: ["MMUCore", "CHost", "CLZMA", "CZlib", "CZstd"]),
    .target(name: "Profiling", dependencies: ["MMUCore", "Workload", "Report", "CPresets", "CHostShims"]),
    .target(name: "Harness", dependencies: ["MMUCore", "MMUReference", "Workload", "CKVM", "COracleGuests"]),
    .target(name: "Report"),
    .target(name: "Regression", dependencies: ["Report"]),
    .target(
      name: "Benchmarks",
      dependencies: [
        "MMUCore", "MMUReference", "Workload", "Profiling", "Harness", "Regression", "Report", "CBenchmark", "CHost",
        "CLimits", "CMallocProbe", "CSampleTraces",
      ],
      path: "Benchmarks"),
    .executableTarget(
      name: "mmubench",
      dependencies: [
        "MMUCore", "Benchmarks", "Profiling", "Harness", "Workload", "Regression", "Report", "CHost",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // C and C++ behind pure C headers.
    .systemLibrary(name: "CHostShims", path: "CShims/CHostShims"),
    .target(name: "CHost", path: "CShims/CHost"),
    .target(name: "CKVM", path: "CShims/CKVM"),
    .target(name: "CLimits", dependencies: ["CZstd"], path: "CShims/CLimits"),
    .target(name: "CMallocProbe", path: "CShims/CMallocProbe"),
    // Its sources are built for QEMU's machines where it runs; here they are data.
    .target(
      name: "COracleGuests", path: "CShims/OracleGuests", exclude: ["aarch64", "common", "riscv64", "x86_64"]),
    // Its files are embedded where they lie.
    .target(name: "CPresets", path: "CShims/CPresets", exclude: ["costs", "tlb"]),
    .target(name: "CSampleTraces", path: "CShims/CSampleTraces"),
    .target(
      name: "CBenchmark", dependencies: ["CGoogleBenchmark", "CMallocProbe", "CHost"], path: "CShims/CBenchmark"),
    .systemLibrary(
      name: "CGoogleBenchmark", path: "CShims/CGoogleBenchmark", pkgConfig: "benchmark",
      providers: [.apt(["libbenchmark-dev"])]),
    .systemLibrary(
      name: "CZstd", path: "CShims/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", path: "CShims/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLZMA", path: "CShims/CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),

    .testTarget(name: "MMUCoreTests", dependencies: ["MMUCore", "MMUReference", "Workload"]),
    .testTarget(name: "HarnessTests", dependencies: ["MMUCore", "MMUReference", "Harness", "Workload"]),
    .testTarget(
      name: "WorkloadTests", dependencies: ["MMUCore", "Workload", "CZstd"], exclude: ["Samples", "Scripts"]),
    .testTarget(
      name: "ProfilingTests",
      dependencies: ["MMUCore", "MMUReference", "Workload", "Profiling", "Report", "CSampleTraces"]),
    .testTarget(name: "ReportTests", dependencies: ["Report"]),
    .testTarget(name: "RegressionTests", dependencies: ["Regression", "Report"], exclude: ["Runs"]),
    .testTarget(
      name: "BenchmarksTests", dependencies: ["Benchmarks", "Regression", "Report", "CBenchmark", "CMallocProbe"]),
    .testTarget(name: "CommandLineTests", dependencies: ["mmubench", "MMUCore", "Regression", "Report", "Workload"]),
  ],
  cLanguageStandard: .gnu17,
  cxxLanguageStandard: .gnucxx17
)
