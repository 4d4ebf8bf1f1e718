/** Whom a function belongs to: a package of ours or of others, a part of Node, or V8 itself. */
export function ownerOf({ functionName, url }: { functionName: string; url: string }): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native code'
  if (url.startsWith('node:')) return url
  const foreign = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  return foreign ?? /\/((?:packages|services|tools)\/[^/]+)\//.exec(url)?.[1] ?? url
}
