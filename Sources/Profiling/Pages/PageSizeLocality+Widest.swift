extension PageSizeLocality {
  /// The exact curve of as many accesses as any: of all, or of the only kind that there is.
  var widest: MissCurve? { curve(.all) ?? curve(.data) ?? curve(.fetch) }
}
