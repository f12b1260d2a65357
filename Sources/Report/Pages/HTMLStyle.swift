/// How pages look: on light and dark ground, on a phone, and on paper.
enum HTMLStyle {
  static let css = """
    :root{color-scheme:light dark}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 3rem;background:#fff;color:#1b1e21;\
    font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
    h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
    h2{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:1px solid #d9dde2}
    h3{font-size:1rem;margin:1.75rem 0 .5rem}
    .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.75rem 1.25rem;margin:1rem 0}
    .grid figure{margin:0}
    .grid figcaption{overflow-wrap:anywhere;font-size:.8rem}
    .sub{margin:.1rem 0;color:#565c63;overflow-wrap:anywhere}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:1.25rem 0 0}
    a{color:#005a9c}
    p,li{max-width:46rem;overflow-wrap:anywhere}
    li{margin:.3rem 0}
    figure{margin:1rem 0 1.5rem}
    figcaption{color:#565c63;font-size:.9rem;max-width:46rem}
    .wide{overflow-x:auto}
    .wide svg{min-width:34rem}
    table{border-collapse:collapse;margin:.4rem 0 1rem;min-width:20rem;font-size:.92rem}
    th,td{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #e6e9ec;vertical-align:top}
    th{font-weight:600;border-bottom-color:#8a929a}
    .w{overflow-wrap:anywhere;min-width:11rem}
    code{display:inline-block;padding:.1rem .4rem;margin:.1rem .2rem;border:1px solid #d9dde2;border-radius:.25rem;\
    font:.9rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
    .n{text-align:right;font-variant-numeric:tabular-nums}
    td.n{white-space:nowrap}
    footer{margin-top:3rem;color:#565c63;font-size:.85rem;overflow-wrap:anywhere}
    @media screen and (prefers-color-scheme:dark){\
    body{background:#14171a;color:#e6e8ea}a{color:#7cc0ff}\
    h2,td,code{border-color:#363c43}th{border-bottom-color:#79828b}\
    .sub,figcaption,footer{color:#a4abb3}}
    @media print{body{max-width:none;padding:0;font-size:10pt}nav{display:none}\
    .plot,tr,.grid figure{break-inside:avoid}h2,h3,figcaption:first-child{break-after:avoid}.wide{overflow:visible}.wide svg{min-width:0}}
    """
}
