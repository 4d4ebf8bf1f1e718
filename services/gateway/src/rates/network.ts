import { isIP } from 'node:net'

/**
 * What an address is counted as: an IPv4 address as itself, also where it comes in the form of IPv6; an IPv6 address as its
 * /64, because that is what one household or one machine is given, and any address in it may be theirs. `undefined` when
 * the text is no address. A port behind it, brackets and a zone are left out.
 */
export function networkOf(text: string): string | undefined {
  const address = bare(text.trim())
  if (isIP(address) === 4) return address
  if (isIP(address) !== 6) return undefined
  const groups = groupsOf(address)
  const [high = 0, low = 0] = groups.slice(6)
  const mapped = groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff
  if (mapped) return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  const network = groups.slice(0, 4).map(group => group.toString(16))
  return `${network.join(':')}::/64`
}

/** `1.2.3.4:80`, `[::1]:80`, `fe80::1%eth0`: the address alone. */
function bare(text: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? []
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text) ?? []
  return (inBrackets ?? beforePort ?? text).replace(/%.*$/, '')
}

/** The eight groups of an IPv6 address that is one. The URL standard brings every way to write it into one. */
function groupsOf(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16))
  const [before, after] = [numbers(head), numbers(tail ?? '')]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}
