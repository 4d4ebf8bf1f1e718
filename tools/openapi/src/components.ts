import type { FileRegistry, JsonObject } from '@bufbuild/protobuf'
import { type Contracts, messageNamed } from './contracts.ts'
import { failureExample, failureSchemas, STANDARD_DETAILS } from './failures.ts'
import { errorsOf } from './method-errors.ts'
import { exampleKeys } from './responses.ts'
import { schemasOf } from './schemas.ts'
import { sendsOne } from './tags.ts'

/** What the operations refer to. */
export function components(contracts: Contracts): JsonObject {
  const { registry } = contracts
  const details = detailNames(contracts)
  const messages = methodsOf(contracts).flatMap(({ input, output }) => [input, output])
  return {
    securitySchemes: { token: TOKEN },
    parameters: PARAMETERS,
    examples: failureExamples(contracts),
    responses: { Failure: failure(registry) },
    schemas: {
      ...failureSchemas(details),
      ...schemasOf([...messages, ...details.map(name => messageNamed(registry, name))]),
    },
  }
}

function methodsOf({ services }: Contracts) {
  return services.flatMap(({ methods }) => methods.filter(sendsOne))
}

/** Every message that the details of a failure may be: the standard ones, and those that comments name. */
function detailNames(contracts: Contracts): string[] {
  const named = methodsOf(contracts).flatMap(method => {
    const { package: within } = method.parent.file.proto
    const names = errorsOf(method, contracts.ruleOf(method)).flatMap(({ details }) => details)
    return names.map(name => messageNamed(contracts.registry, `${within}.${name}`).typeName)
  })
  return [...STANDARD_DETAILS, ...new Set(named)]
}

/** One of each failure that a method may answer. */
function failureExamples(contracts: Contracts): JsonObject {
  const errors = methodsOf(contracts).flatMap(method => errorsOf(method, contracts.ruleOf(method)))
  const examples = errors.flatMap(error =>
    exampleKeys(error).map(({ name, reason }) => {
      const value = failureExample(contracts.registry, error.code, reason)
      return [name, { summary: [error.code, reason].join(' ').trim(), value }] as const
    }),
  )
  return Object.fromEntries(examples.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const TOKEN: JsonObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'The `accessToken` that SignIn and SignUp answer; valid for 15 minutes, RefreshToken gives the next.',
}

const PARAMETERS: JsonObject = {
  encoding: {
    name: 'encoding',
    in: 'query',
    required: true,
    description: 'How `message` is written.',
    schema: { type: 'string', enum: ['json'], default: 'json' },
  },
  connect: {
    name: 'connect',
    in: 'query',
    description: 'The version of the protocol.',
    schema: { type: 'string', enum: ['v1'], default: 'v1' },
  },
}

function failure(registry: FileRegistry): JsonObject {
  return {
    description:
      'Any other failure: 400 `invalid_argument` (what came is no such message), 404 `unimplemented`, 429 ' +
      '`resource_exhausted`, 499 `canceled`, 500 `internal` (the message names the trace), 503 `unavailable` (nothing ' +
      'final was decided; the same call again may succeed), 504 `deadline_exceeded`.',
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/connect.Error' },
        example: failureExample(registry, 'unavailable', 'UNREACHABLE'),
      },
    },
  }
}
