/** The page's style sheet; colours for light and dark, each with enough contrast on its ground. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --card: #f5f6f8; --ink: #1a1d21; --soft: #545b64; --rule: #d5d9de;
  --good: #126b39; --bad: #b3161b; --dim: #6b5310; --ok: #2f7fc4; --refused: #9aa7b5; --unknown: #d9730d; --p50: #2f7fc4;
  --p99: #a8348f; --owed: #7a5cc9; --f0: #c4232a; --f1: #0b7f78; --f2: #8a6500; --f3: #5a3fc0; --f4: #b0306f; --f5: #3f6b1c }
@media (prefers-color-scheme: dark) { :root { --ground: #15181c; --card: #1e2228; --ink: #e7eaee; --soft: #a6afba;
  --rule: #363c45; --good: #62cf90; --bad: #ff8078; --dim: #dcb65a; --ok: #5aa7ea; --refused: #6d7988; --unknown: #f29a4a;
  --p50: #5aa7ea; --p99: #e07fc9; --owed: #a78df0; --f0: #ff7a72; --f1: #45c9bf; --f2: #dcb65a; --f3: #a78df0;
  --f4: #f08bb9; --f5: #97cf6b } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.7rem; margin: 0 0 .25rem } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem } h3 { font-size: 1rem; margin: 1.5rem 0 .4rem }
p { margin: .3rem 0 } code { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
.about { color: var(--soft) } .command { background: var(--card); border: 1px solid var(--rule); border-radius: .4rem; padding: .5rem .75rem; display: block; margin: .6rem 0 }
.verdict { font-weight: 650; white-space: nowrap } .verdict::before { content: "● " }
.holds { color: var(--good) } .violated, .broken-off { color: var(--bad) } .interrupted, .left-out, .not-judged, .not-run { color: var(--dim) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .93em }
caption { text-align: left; font-weight: 650; padding: .3rem 0 }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--rule) }
th { color: var(--soft); font-weight: 600 } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
section { border-top: 2px solid var(--rule); margin-top: 2.5rem } section h2 { margin-top: 1rem }
figure { margin: 1rem 0; background: var(--card); border: 1px solid var(--rule); border-radius: .5rem; padding: .6rem .75rem }
figcaption { font-weight: 600 } .unit, .key { font-weight: 400; color: var(--soft) } .key { margin-left: .8rem; white-space: nowrap }
.key i { display: inline-block; width: .75em; height: .75em; border-radius: .15em; margin-right: .35em; background: var(--c) }
svg { display: block; width: 100%; height: auto; overflow: visible } .grid { stroke: var(--rule); stroke-width: 1 }
.tick { fill: var(--soft); font: 12px system-ui, sans-serif } .line { fill: none; stroke: var(--c); stroke-width: 1.6; stroke-linejoin: round }
.area { fill: var(--c); stroke: none } .area.owed { opacity: .3 } .mark path { stroke: var(--c); stroke-width: 1.4; fill: none } .mark .through { stroke-dasharray: 3 3; opacity: .75 }
.ok { --c: var(--ok) } .refused { --c: var(--refused) } .unknown { --c: var(--unknown) } .p50 { --c: var(--p50) } .p99 { --c: var(--p99) } .owed { --c: var(--owed) }
.fault-0 { --c: var(--f0) } .fault-1 { --c: var(--f1) } .fault-2 { --c: var(--f2) } .fault-3 { --c: var(--f3) } .fault-4 { --c: var(--f4) } .fault-5 { --c: var(--f5) }
details { margin: .6rem 0 } summary { cursor: pointer; font-weight: 600 } ol, ul { margin: .3rem 0; padding-left: 1.4rem } ol li::marker { color: var(--soft) }
a { color: var(--ok) } :focus-visible { outline: 2px solid var(--ok); outline-offset: 2px }
`
