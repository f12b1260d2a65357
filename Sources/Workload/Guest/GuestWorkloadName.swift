/// The workloads that run on a guest's kernel.
public enum GuestWorkloadName: String, CaseIterable, Sendable, Codable {
  /// Streams, as ``WorkloadName`` has them.
  case gups, sequential, strided, zipf
  /// Servers and programs, by how they use memory.
  case redis, graph
  case pointerChase = "pointer-chase"
  case canneal, xsbench, btree
  case hashJoin = "hash-join"
  /// What changes page tables.
  case dedup
  case kernelBuild = "kernel-build"
  case forkwait
  case pageFault = "page-fault"
  case protFault = "prot-fault"
  case mmap
  case contextSwitch = "context-switch"
  case pvmFault = "pvm-fault"
  /// Single events.
  case hot, cold
  case setPageTables = "set-page-tables"
  case setRoot = "set-root"
  /// What a monitor and its guest do not know of each other.
  case idle, zeroing

  /// What the workload does, in one line.
  public var summary: String {
    switch self {
    case .gups, .sequential, .strided, .zipf: WorkloadName(rawValue: rawValue)?.summary ?? ""
    case .redis: "a hash bucket and a Zipf object an operation; a fork saves a snapshot every --interval operations"
    case .graph: "breadth-first search: Zipf vertices, their edges in sequence"
    case .pointerChase: "a chase of pointers, three of four within 64 KiB (mcf)"
    case .canneal: "two uniform elements, their neighbours, and a swap"
    case .xsbench: "a binary search with hot top levels, then a row at random"
    case .btree: "look-ups from the root of a B-tree to a leaf, uniform keys"
    case .hashJoin: "a hash join: build by scattering, probe at uniform places"
    case .dedup: "short-lived buffers, mapped, filled, read and unmapped"
    case .kernelBuild: "fork, exec and exit of --processes compilers with 200 to 2000 pages each"
    case .forkwait: "--processes times fork, the child's exit, wait"
    case .pageFault: "maps, touches every page at random, unmaps (lmbench lat_pagefault)"
    case .protFault: "stores that end in a signal (lmbench lat_sig prot)"
    case .mmap: "maps, touches every fourth page, unmaps (lmbench lat_mmap)"
    case .contextSwitch: "--processes in a ring, each summing its own --footprint (lmbench lat_ctx)"
    case .pvmFault: "--processes in turn map 1 MiB, touch each page, unmap, --footprint in all"
    case .hot: "one page again and again"
    case .cold: "the first touch of every page"
    case .setPageTables: "fills tables that no root in use reaches, --processes times"
    case .setRoot: "two processes that wake each other"
    case .idle: "waits of --interval steps of an idle loop, with --remedy none, hint or call"
    case .zeroing: "--processes in turn touch --footprint of zeroed pages, with --remedy none, hint or call"
    }
  }

  /// The parameters that the workload has.
  public var parameters: Set<GuestParameter> {
    switch self {
    case .sequential: [.footprint, .accesses, .step]
    case .strided: [.footprint, .accesses, .stride]
    case .gups, .zipf, .graph, .pointerChase, .canneal, .xsbench, .btree, .hashJoin, .dedup, .pageFault:
      [.footprint, .accesses, .seed]
    case .redis: [.footprint, .accesses, .interval, .seed]
    case .kernelBuild: [.footprint, .processes, .seed]
    case .forkwait, .pvmFault, .setPageTables: [.footprint, .processes]
    case .mmap: [.footprint, .accesses]
    case .contextSwitch: [.footprint, .accesses, .processes]
    case .protFault, .hot, .setRoot: [.accesses]
    case .cold: [.footprint]
    case .idle: [.accesses, .interval, .remedy]
    case .zeroing: [.footprint, .processes, .remedy]
    }
  }

  /// Parameters for a second or so under every technique together.
  public var defaults: GuestParameters {
    switch self {
    case .gups, .zipf, .graph, .pointerChase, .canneal, .xsbench, .btree, .hashJoin, .sequential, .strided:
      GuestParameters()
    case .redis: GuestParameters(footprint: 16 << 20, accesses: 1_000_000, interval: 100_000)
    case .dedup: GuestParameters(footprint: 8 << 20, accesses: 200_000)
    case .kernelBuild: GuestParameters(footprint: 8 << 20, processes: 50)
    case .forkwait: GuestParameters(footprint: 1 << 20, processes: 300)
    case .pageFault: GuestParameters(footprint: 4 << 20, accesses: 100_000)
    case .protFault: GuestParameters(footprint: 4096, accesses: 20_000)
    case .mmap: GuestParameters(footprint: 4 << 20, accesses: 50_000)
    case .contextSwitch: GuestParameters(footprint: 64 << 10, accesses: 2_000_000, processes: 8)
    case .pvmFault: GuestParameters(footprint: 256 << 20, processes: 1)
    case .hot: GuestParameters(footprint: 4096)
    case .cold: GuestParameters(footprint: 128 << 20)
    case .setPageTables: GuestParameters(footprint: 4 << 20, processes: 50)
    case .setRoot: GuestParameters(footprint: 4096, accesses: 100_000)
    case .idle: GuestParameters(footprint: GuestIdle.burst << 12, accesses: 16_000, interval: 10_000)
    case .zeroing: GuestParameters(footprint: 16 << 20, processes: 4)
    }
  }

  /// The workload of these parameters.
  ///
  /// - Throws: why there is none.
  public func workload(_ parameters: GuestParameters) throws(WorkloadImpossibility) -> any GuestWorkload {
    if let impossibility = WorkloadCatalog.impossibility(of: parameters.stream) { throw impossibility }
    if parameters.processes == 0 || parameters.interval == 0 { throw .nothingToDo }
    return type.init(parameters)
  }

  private var type: any GuestWorkload.Type {
    switch self {
    case .gups: GuestGUPS.self
    case .sequential: GuestSequential.self
    case .strided: GuestStrided.self
    case .zipf: GuestZipf.self
    case .redis: GuestRedis.self
    case .graph: GuestGraph.self
    case .pointerChase: GuestPointerChase.self
    case .canneal: GuestCanneal.self
    case .xsbench: GuestXSBench.self
    case .btree: GuestBTree.self
    case .hashJoin: GuestHashJoin.self
    case .dedup: GuestDedup.self
    case .kernelBuild: GuestKernelBuild.self
    case .forkwait: GuestForkWait.self
    case .pageFault: GuestPageFault.self
    case .protFault: GuestProtFault.self
    case .mmap: GuestMMap.self
    case .contextSwitch: GuestContextSwitch.self
    case .pvmFault: GuestPVMFault.self
    case .hot: GuestHot.self
    case .cold: GuestCold.self
    case .setPageTables: GuestSetPageTables.self
    case .setRoot: GuestSetRoot.self
    case .idle: GuestIdle.self
    case .zeroing: GuestZeroing.self
    }
  }
}
