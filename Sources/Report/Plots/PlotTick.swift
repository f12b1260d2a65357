/// A value that an axis names.
package struct PlotTick: Equatable {
  package let value: Double
  package let label: String
}
