import type { Answer } from './answers.ts'

/** Codes that tell of a defect, never of a caller's mistake. */
const DEFECTS = new Set(['internal', 'unknown', 'data_loss', 'none'])

/** What the specifications of gRPC and Connect themselves call internal: a compressed message where none was declared. */
const AS_SPECIFIED = new Set(['UNDECLARED_COMPRESSION'])

/** What is wrong with an answer, whatever was asked. */
export function problemsOf({ code, reason, message }: Answer): readonly string[] {
  if (code === 'internal' && AS_SPECIFIED.has(reason)) return []
  if (code === 'ok' || code.startsWith('http 4')) return []
  if (DEFECTS.has(code) || code.startsWith('http')) return [`the answer is ${code}: ${message}`]
  if (reason === '') return [`the error ${code} carries no reason: ${message}`]
  return /\n\s+at |node_modules|file:\/\//.test(message) ? [`the message shows the inside: ${message}`] : []
}
