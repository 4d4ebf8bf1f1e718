import type { Place } from '../place/place.ts'

/** What whoever copied has to know and to do: what lies outside of the stores, and how to start on the target. */
export function whatNext(from: Place, to: Place): readonly string[] {
  return [...whatStays(from, to), howToStart(from, to)]
}

function whatStays(from: Place, to: Place): readonly string[] {
  if (from.kind === 'mongodb') return []
  const own = `Not in the stores, and still in ${from.folder}: first-admin.json (the first administrator's password, until it is changed), logs/ and broker/.`
  const fate =
    to.kind === 'mongodb'
      ? 'The system goes on using that folder for them.'
      : 'Take first-admin.json along where it is still needed. The others need not be: what the broker held is asked for again.'
  return [own, fate]
}

function howToStart(from: Place, to: Place): string {
  if (to.kind === 'sqlite')
    return `Now start on it, with MONGODB_URL not set: npm start -- --data ${to.folder}`
  const folder = from.kind === 'sqlite' ? from.folder : 'DIR'
  return `Now start on it, with MONGODB_URL set to the address given as --to: npm start -- --data ${folder}`
}
