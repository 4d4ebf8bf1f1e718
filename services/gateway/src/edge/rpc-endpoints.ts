import { createContextValues } from '@connectrpc/connect'
import type { UniversalHandler } from '@connectrpc/connect/protocol'
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node'
import { status } from '@grpc/grpc-js'
import { type Logger, traceIdOf } from '@rewards/process'
import { type CallOrigin, type ObservedCall, observeServerCall, statusOf } from '@rewards/rpc'
import { type Call, callKey } from '../forward/call.ts'
import { edgeError } from '../forward/edge-error.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../listen/one-port.ts'
import { bodyOf } from '../listen/rest-of-request.ts'
import type { StillOpen } from '../listen/still-open.ts'
import { classOf } from '../rates/call-class.ts'
import type { CallLimits } from '../rates/call-limits.ts'
import { callerAddress, callerNetwork } from '../rates/caller-address.ts'
import { logWhenOver } from './access-log.ts'
import { type JsonBodyOptions, withCheckedJson } from './json-body.ts'
import type { OnePerTurn } from './one-per-turn.ts'
import { refusalOfQuery } from './readable-query.ts'
import { refuse } from './refuse.ts'
import { sendJson } from './send.ts'

/** The calls that are open, and what holds for them. */
export interface Calls {
  readonly open: StillOpen<HttpResponse>
  /** What one caller may. */
  readonly limits: CallLimits
  /** Where a crowd that signs in comes in one after the other. */
  readonly signIns: OnePerTurn
  /** How many proxies in front are believed. */
  readonly trustedHops: number
}

/** What serves each method, by its path. */
export function rpcEndpoints(
  handlers: readonly UniversalHandler[],
  calls: Calls,
  json: JsonBodyOptions,
  logger: Logger,
): ReadonlyMap<string, HttpHandler> {
  const endpoints = handlers.map(
    handler => [handler.requestPath, endpoint(handler, calls, json, logger)] as const,
  )
  return new Map(endpoints)
}

function endpoint(
  handler: UniversalHandler,
  calls: Calls,
  json: JsonBodyOptions,
  logger: Logger,
): HttpHandler {
  return (request, response) => {
    const observed = observeServerCall(handler.method, traceparentOf(request))
    const over = new Promise<void>(resolve => response.once('close', resolve))
    const call = newCall(observed, originOf(request, calls.trustedHops), over)
    calls.open.add(response)
    logWhenOver(call, handler.method, response, logger, code => {
      observed.ended(code)
      void calls.limits.ended(handler.method, call)
    })
    void begin(handler, call, { ...calls, json }, request, response)
  }
}

/** Answers the call, unless there are too many: then it is refused before much is made for it. */
async function begin(
  handler: UniversalHandler,
  call: Call,
  { limits, signIns, json }: Pick<Calls, 'limits' | 'signIns'> & { json: JsonBodyOptions },
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  if (classOf(handler.method) === 'signIn') await signIns.pass()
  const refusal = (await limits.arrived(call)) ?? refusalOfQuery(request)
  if (!refusal) return answer(handler, call, json, request, response)
  const told = statusOf(refusal, traceIdOf(call.traceparent))
  call.code = status[told.code]
  refuse(request, response, edgeError(told, json.registry))
}

function traceparentOf({ headers: { traceparent: sent } }: HttpRequest): string | undefined {
  return typeof sent === 'string' ? sent : undefined
}

function originOf(request: HttpRequest, trustedHops: number): CallOrigin {
  const address = callerAddress(request, trustedHops)
  const { 'user-agent': userAgent } = request.headers
  return { ...(address !== undefined && { address }), ...(userAgent !== undefined && { userAgent }) }
}

function newCall({ traceparent }: ObservedCall, from: CallOrigin, over: Promise<void>): Call {
  const network = callerNetwork(from.address)
  return { traceparent, from, network, over, caller: undefined, code: undefined, cause: undefined }
}

async function answer(
  handler: UniversalHandler,
  call: Call,
  json: JsonBodyOptions,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  try {
    const values = createContextValues().set(callKey, call)
    const universal = universalRequestFromNodeRequest(request, response, undefined, values)
    const checked = withCheckedJson({ ...universal, body: bodyOf(request) }, handler, call, json)
    await universalResponseToNodeResponse(await handler(checked), response)
  } catch (error) {
    // Connect answers what goes wrong in a call; what comes here is a request without a usable host, or a broken connection.
    call.cause ??= error
    if (response.headersSent) response.destroy()
    else sendJson(response, 400, { code: 'invalid_argument', message: 'the request names no valid host' })
  }
}
