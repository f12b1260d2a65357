/// How plots look, on light and on dark ground and on paper.
///
/// Colours of series are told apart by people with any of the common kinds of colour blindness, and series also differ by
/// their dashes. Source: Wong, "Points of view: Color blindness", Nature Methods 8, 2011; darkened or lightened until
/// each has a contrast of 3 to its ground (WCAG 2.2, criterion 1.4.11). The heatmap's ramp goes by lightness.
public enum PlotStyle {
  /// How many series have a colour of their own; further ones begin again.
  public static let colourCount = 6
  /// How many steps the ramp of a heatmap has, the empty one apart.
  public static let rampCount = 8

  /// The style sheet that every plot in a page shares.
  public static let css = """
    .plot{\(variables(light, ramp: lightRamp, ground: "#ffffff", grid: "#d9dde2"))\
    display:block;width:100%;height:auto;font:13px system-ui,sans-serif;fill:currentColor}
    @media screen and (prefers-color-scheme:dark){.plot{\
    \(variables(dark, ramp: darkRamp, ground: "#14171a", grid: "#363c43"))color:#e6e8ea}}
    .plot text{font-variant-numeric:tabular-nums}
    .plot .grid{stroke:var(--grid);fill:none}
    .plot .axis{stroke:currentColor;fill:none}
    .plot .mark{stroke:currentColor;stroke-dasharray:2 3;fill:none}
    .plot .curve{fill:none;stroke-width:2;stroke-linejoin:round}
    .plot .small{font-size:12px}
    .plot .over{paint-order:stroke;stroke:var(--ground);stroke-width:4px}
    .plot .worse{fill:var(--s1);stroke:var(--ground)}
    .plot .better{fill:var(--s2);stroke:var(--ground)}
    .plot .unsure{fill:var(--ground);stroke:currentColor;stroke-width:1.5px}
    .plot .read{visibility:hidden;pointer-events:none}
    .plot .read text{font-weight:600;paint-order:stroke;stroke:var(--ground);stroke-width:4px}
    .plot .hit{fill:transparent;stroke:none}
    .plot g.zone:hover .read{visibility:visible}
    \(seriesRules)
    \(rampRules)
    """

  private static let light = ["#0072b2", "#c24e00", "#00815d", "#a8407f", "#7a6000", "#4d4d4d"]
  private static let dark = ["#56b4e9", "#f0a35e", "#2fc79a", "#e08fc0", "#e8d44a", "#b3b3b3"]
  private static let dashes = ["none", "7 3", "2 2", "9 3 2 3", "4 4", "12 4"]
  private static let lightRamp = [
    "#dbe9f6", "#bad6eb", "#89bedc", "#539ecd", "#2b7bba", "#0f59a3", "#08397a", "#041f4a",
  ]
  private static let darkRamp = [
    "#1d2f45", "#1f4569", "#20608a", "#2a7da3", "#46a0ad", "#7cc3ae", "#bce0b4", "#fdf6c9",
  ]

  private static func variables(_ colours: [String], ramp: [String], ground: String, grid: String) -> String {
    let series = colours.enumerated().map { "--s\($0):\($1);" }.joined()
    let steps = ramp.enumerated().map { "--h\($0 + 1):\($1);" }.joined()
    return series + steps + "--ground:\(ground);--grid:\(grid);"
  }

  private static var seriesRules: String {
    dashes.enumerated().map { index, dash in
      ".plot .s\(index){stroke:var(--s\(index))}.plot .curve.s\(index){stroke-dasharray:\(dash)}"
        + ".plot .b\(index){fill:var(--s\(index));stroke:var(--ground);stroke-width:.5px}"
    }.joined(separator: "\n")
  }

  private static var rampRules: String {
    (1...rampCount).map { ".plot .h\($0){stroke:var(--h\($0));fill:none}.plot .k\($0){fill:var(--h\($0))}" }.joined()
  }
}
