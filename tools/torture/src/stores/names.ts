/** What the services keep their documents in. */
export const STORES = ['sqlite', 'mongodb'] as const
export type StoreName = (typeof STORES)[number]
