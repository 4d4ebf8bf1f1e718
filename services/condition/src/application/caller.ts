/** Who calls, as their access token says. */
export interface Caller {
  readonly userId: string
  readonly permissions: ReadonlySet<string>
}
