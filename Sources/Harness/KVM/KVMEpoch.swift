import MMUCore
import Workload

/// One stretch of the oracle's run: tables made from a seed, and the cases put to them.
struct KVMEpoch {
  var examiner: KVMExaminer
  private let format: any KVMFormat
  private let type: any KVMFormat.Type
  private let world: KVMWorld
  private let traits: KVMTraits
  private let words: [GPA]
  /// The words that lead to the machine's own pages: no edit touches them.
  private let rootEntries: [GPA]
  private var random: SplitMix64
  private var asked: KVMCase

  /// Fills the tables.
  init(world: KVMWorld, traits: KVMTraits, format type: any KVMFormat.Type, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let format = type.init(traits, &random)
    for address in format.words { world.store(format.word(at: address, &random), at: address) }
    rootEntries = format.roots.map { world.plantRootEntry(in: $0) }
    examiner = KVMExaminer(world, type)
    asked = KVMCase(
      configuration: type.configuration(traits, &random), root: format.roots[0], gva: GVA(0),
      access: GuestAccess.everyClass[0])
    words = format.words
    self.format = format
    self.type = type
    self.world = world
    self.traits = traits
    self.random = random
  }

  /// The next case: now and then with other tables or controls before it.
  mutating func next() -> KVMCase {
    // Several at once: to let KVM see edits takes longer than many cases, and milliseconds on a busy host.
    if random.oneIn(32) { for _ in 0..<8 { edit() } }
    if random.oneIn(8) { asked.configuration = type.configuration(traits, &random) }
    if random.oneIn(8) { asked.root = random.pick(format.roots) }
    // Four-byte accesses that lie in one word, and so in one page.
    asked.gva = GVA(format.address(&random).rawValue & ~3)
    asked.access = random.pick(GuestAccess.everyClass)
    asked.isTranslation = false
    if random.oneIn(8) && beginsAWalk { return translation }
    if traits.isOutOfReach(asked.gva, asked.access) { asked.access = GuestAccess(asked.access.kind, .supervisor) }
    // Where KVM remembers which page led out of memory last, 0 stands for none, and it then walks page 0 as for a store.
    if asked.gva.rawValue < 4096 && examiner.leavesMemory(asked) {
      asked.access = GuestAccess(.store, asked.access.privilege)
    }
    // What would overwrite tables or run them as code is read instead.
    if !examiner.isHarmless(asked) { asked.access = GuestAccess(.load, asked.access.privilege) }
    return asked
  }

  /// The same for KVM_TRANSLATE, which runs nothing that could set PKRU.
  private var translation: KVMCase {
    var asked = asked
    asked.isTranslation = true
    asked.access = GuestAccess(.load, .supervisor)
    asked.configuration.controls = asked.configuration.controls.subtracting(.userKeys | .supervisorKeys)
    return asked
  }

  /// Whether a walk would begin at all.
  private var beginsAWalk: Bool {
    switch examiner.preview(asked) {
    case nil: false
    case .fault(let fault): fault.reason != .nonCanonical
    case .mapped: true
    }
  }

  /// Replaces a word, or clears its accessed and dirty bits, as an operating system does.
  private mutating func edit() {
    let address = random.pick(words)
    guard !rootEntries.contains(address) else { return }
    if random.oneIn(2), let word = world.core.load(at: address) {
      world.store(word & ~0x60, at: address)
    } else {
      world.store(format.word(at: address, &random), at: address)
    }
  }
}
