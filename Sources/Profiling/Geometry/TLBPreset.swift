import CPresets
import Foundation

/// The TLBs of real processors, as measured where someone has measured them: files that are part of the program.
public enum TLBPreset {
  /// Every preset, in the order of their makers and years.
  public static let all: [TLBDescription] = (0..<tlb_preset_count()).map { position in
    var length = 0
    let bytes = UnsafeRawBufferPointer(start: tlb_preset(position, &length), count: length)
    do {
      return try JSONDecoder().decode(TLBDescription.self, from: Data(bytes))
    } catch {
      preconditionFailure("preset \(position) is damaged: \(error)")
    }
  }

  /// The preset of a name, in whatever case.
  public static func named(_ name: String) -> TLBDescription? { all.first { $0.name == name.lowercased() } }
}
