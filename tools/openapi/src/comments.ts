import type { AnyDesc, DescFile } from '@bufbuild/protobuf'
import { getComments } from '@bufbuild/protoplugin'

/** The parts of a comment, each '' where there is none. */
export interface Comment {
  /** What it says, as Markdown: a line for each paragraph. */
  readonly text: string
  /** What follows `Errors:`, on one line. */
  readonly errors: string
  /** What follows `Example:`, to the comment's end. */
  readonly example: string
}

/** The comment before an element of the contracts. */
export function commentOf(desc: Exclude<AnyDesc, DescFile>): Comment {
  return partsOf(getComments(desc).leading ?? '')
}

/** Splits a comment: prose, then `Errors:`, then `Example:`, each at the start of a line. */
export function partsOf(comment: string): Comment {
  const [before = '', example = ''] = comment.split(/^ *Example:/m)
  const [prose = '', errors = ''] = before.split(/^ *Errors:/m)
  return { text: paragraphs(prose), errors: oneLine(errors), example: example.trim() }
}

/** The first sentence, without its full stop. */
export function firstSentence(text: string): string {
  return (/^.*?(?=[.:;](\s|$)|$)/.exec(text)?.[0] ?? text).trim()
}

function paragraphs(prose: string): string {
  return prose
    .trim()
    .split(/\n\s*\n/)
    .map(oneLine)
    .join('\n\n')
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ')
}
