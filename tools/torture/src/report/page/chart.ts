import { html, type Markup } from './markup.ts'
import { type Scale, sinceText, time } from './scale.ts'

/** What the pictures are drawn on, in the units of their coordinates. */
export const FRAME = { width: 960, height: 220, left: 64, right: 944, top: 14, bottom: 176 } as const

/** A thing that happened at a moment. */
export interface Mark {
  /** Seconds from the beginning. */
  readonly at: number
  readonly kind: string
}

export interface Chart {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** In words what is to be seen, for those who do not see it. */
  readonly says: string
  readonly unit: string
  /** How long it is, seconds. */
  readonly seconds: number
  readonly y: Scale
  readonly lines: Markup
  readonly marks: readonly Mark[]
  /** All kinds of marks of the part, so that a kind has one colour in all pictures. */
  readonly kinds: readonly string[]
  /** Class of the line or area, and what it is. */
  readonly legend: readonly (readonly [className: string, words: string])[]
}

/** More marks of a kind than this are drawn below the picture alone. */
const MOST_LINES = 24

/** A picture with time from left to right, and faults below it. */
export function chart({ id, title, says, unit, seconds, y, lines, marks, kinds, legend }: Chart): Markup {
  const { width, height } = FRAME
  const x = time(seconds, FRAME.left, FRAME.right)
  return html`<figure>
<figcaption>${title} <span class="unit">${unit}</span> ${legend.map(legendItem)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${says}</desc>
${y.ticks.map(tick => yTick(tick, y))}${x.ticks.map(tick => xTick(tick, x, seconds))}
${marksIn(marks, kinds, x)}${lines}
</svg></figure>
`
}

/** The points of a line through those that are there; a stretch without values is a gap. */
export function path(points: readonly (readonly [x: number, y: number | undefined])[]): string {
  let isDown = false
  return points
    .flatMap(([x, y]) => {
      const word = y === undefined ? [] : [`${isDown ? 'L' : 'M'}${place(x)} ${place(y)}`]
      isDown = y !== undefined
      return word
    })
    .join('')
}

/** The outline of what lies between two lines. */
export function area(
  upper: readonly (readonly [number, number])[],
  lower: readonly (readonly [number, number])[],
): string {
  const there = upper.map(([x, y]) => `${place(x)} ${place(y)}`)
  const back = lower.toReversed().map(([x, y]) => `${place(x)} ${place(y)}`)
  return there.length === 0 ? '' : `M${[...there, ...back].join('L')}Z`
}

function legendItem([className, words]: readonly [string, string]): Markup {
  return html`<span class="key ${className}"><i></i>${words}</span> `
}

function yTick(tick: number, y: Scale): Markup {
  const at = place(y.at(tick))
  return html`<line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${at}" y2="${at}"/><text class="tick" x="${FRAME.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${tick.toLocaleString('en')}</text>`
}

function xTick(tick: number, x: Scale, seconds: number): Markup {
  const at = place(x.at(tick))
  return html`<text class="tick" x="${at}" y="${FRAME.height - 6}" text-anchor="middle">${sinceText(tick, seconds)}</text>`
}

function marksIn(marks: readonly Mark[], kinds: readonly string[], x: Scale): Markup {
  const groups = [...Map.groupBy(marks, ({ kind }) => kind)]
  return html`${groups.map(([kind, all]) => markGroup(kind, kinds.indexOf(kind), all, x))}`
}

/** One mark for each place: a thousand of them are no more than there is room for. */
function markGroup(kind: string, no: number, marks: readonly Mark[], x: Scale): Markup {
  const places = [...new Set(marks.map(({ at }) => Math.round(x.at(at))))]
  const isFew = marks.length <= MOST_LINES
  const [from, to] = [FRAME.bottom + 4, FRAME.bottom + 16]
  const rug = places.map(at => `M${at} ${from}V${to}`).join('')
  const lines = isFew ? places.map(at => `M${at} ${FRAME.top}V${FRAME.bottom}`).join('') : ''
  return html`<g class="mark fault-${no % 6}"><title>${marks.length} × ${kind}</title><path d="${rug}"/><path class="through" d="${lines}"/></g>`
}

function place(value: number): string {
  return String(Math.round(value * 10) / 10)
}
