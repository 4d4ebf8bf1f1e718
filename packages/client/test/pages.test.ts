import { create } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { type Claim, ClaimState, ListMyClaimsRequestSchema } from '@rewards/contracts/event'
import { servicesOf } from '@rewards/contracts/services'
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { itemsOf, pagesOf, type RewardsClient } from '../src/index.ts'
import { ANN, newWorld, type World } from './world.ts'

let world: World
let client: RewardsClient
let asked: { pageToken: string; pageSize: number; state: ClaimState }[]
beforeEach(() => {
  world = newWorld()
  client = world.client({ credentials: ANN })
  asked = []
  world.claims.listMyClaims = request => {
    asked.push(request)
    const page = Number(request.pageToken || '0')
    const ids = [['a', 'b'], [], ['c'], []][page] ?? []
    return { claims: ids.map(claimId => ({ claimId })), nextPageToken: page < 3 ? String(page + 1) : '' }
  }
})

describe('a list', () => {
  it('gives its items page after page, also over pages that are empty', async () => {
    const ids: string[] = []
    for await (const claim of itemsOf(client.claims.listMyClaims, {
      state: ClaimState.SUCCESS,
      pageSize: 2,
    })) {
      expectTypeOf(claim).toEqualTypeOf<Claim>()
      ids.push(claim.claimId)
    }
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(asked.map(({ pageToken }) => pageToken)).toEqual(['', '1', '2', '3'])
    for (const each of asked) expect(each).toMatchObject({ state: ClaimState.SUCCESS, pageSize: 2 })
  })

  it('gives its pages, and begins where it is told', async () => {
    const request = create(ListMyClaimsRequestSchema, { pageToken: '2', pageSize: 7 })
    const pages = await Array.fromAsync(pagesOf(client.claims.listMyClaims, request))
    expect(pages.map(({ claims }) => claims.map(({ claimId }) => claimId))).toEqual([['c'], []])
    expect(asked.map(({ pageSize }) => pageSize)).toEqual([7, 7])
    expect(request.pageToken).toBe('2')
  })

  it('asks for no page before it is wanted', async () => {
    for await (const claim of itemsOf(client.claims.listMyClaims, {})) if (claim.claimId === 'b') break
    expect(asked).toHaveLength(1)
  })

  it('fails as its calls do, and ends with the signal', async () => {
    const enough = new AbortController()
    const reading = async () => {
      for await (const _ of pagesOf(client.claims.listMyClaims, {}, { signal: enough.signal }))
        enough.abort(new Error('enough'))
    }
    await expect(reading()).rejects.toThrow('enough')
    world.claims.listMyClaims = () => {
      throw new ConnectError('no', Code.InvalidArgument)
    }
    const failing = Array.fromAsync(itemsOf(client.claims.listMyClaims, {}))
    await expect(failing).rejects.toMatchObject({ code: 'invalid_argument' })
  })
})

describe('in the contracts', () => {
  const methods = Object.values(servicesOf).flatMap(services =>
    services.flatMap(service => [...service.methods]),
  )
  const lists = methods.filter(({ input }) => input.field.pageToken)

  it.each(lists.map(method => [`${method.parent.typeName}/${method.name}`, method] as const))(
    '%s has pages of one list, and says whether there is a next one',
    (_, { output }) => {
      expect(output.fields.filter(({ fieldKind }) => fieldKind === 'list')).toHaveLength(1)
      expect(output.field.nextPageToken?.scalar).toBeDefined()
    },
  )

  it('there are lists', () => {
    expect(lists.length).toBeGreaterThan(8)
  })
})
