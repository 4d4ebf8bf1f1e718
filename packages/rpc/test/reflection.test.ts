import { create, type DescMethodBiDiStreaming, fromBinary, toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { Client, credentials } from '@grpc/grpc-js'
import { describe, expect, test } from 'vitest'
import { pathOf, REFLECTION_METHODS, reflectionOf } from '../src/index.ts'
import { runEcho } from './echo-server.ts'
import { EchoService } from './echo-service.ts'

interface Answer {
  readonly messageResponse: { readonly case: string; readonly value: Readonly<Record<string, unknown>> }
}
type Asked = Parameters<ReturnType<typeof reflectionOf>>[0]['messageRequest']

const reflect = reflectionOf([EchoService])
const ask = (messageRequest: Asked) => (reflect({ host: '', messageRequest }) as Answer).messageResponse
const [v1] = REFLECTION_METHODS as readonly [DescMethodBiDiStreaming]

/** The names of the files in an answer, in its order. */
function filesIn({ value }: Answer['messageResponse']): string[] {
  const files = value.fileDescriptorProto as Uint8Array[]
  return files.map(bytes => fromBinary(FileDescriptorProtoSchema, bytes).name)
}

describe('reflection', () => {
  const ECHO = 'rewards/test/v1/echo.proto'

  test('lists the services', () => {
    expect(ask({ case: 'listServices', value: '*' }).value).toEqual({
      service: [{ name: EchoService.typeName }],
    })
  })

  test.each([
    'rewards.test.v1.EchoService',
    'rewards.test.v1.EchoService.Read',
    EchoService.method.read.input.typeName,
  ])('gives the file of %s, and all that it imports', symbol => {
    const files = filesIn(ask({ case: 'fileContainingSymbol', value: symbol }))
    expect(files[0]).toBe(ECHO)
    expect(files).toContain('rewards/policy/v1/policy.proto')
    expect(files).toContain('google/protobuf/descriptor.proto')
    expect(new Set(files).size).toBe(files.length)
  })

  test('gives a file by its name, and an extension by what it extends and its number', () => {
    expect(filesIn(ask({ case: 'fileByFilename', value: ECHO }))[0]).toBe(ECHO)
    const containingType = 'google.protobuf.MethodOptions'
    const numbers = ask({ case: 'allExtensionNumbersOfType', value: containingType }).value
    const [extensionNumber = 0] = numbers.extensionNumber as number[]
    const asked = { containingType, extensionNumber }
    expect(filesIn(ask({ case: 'fileContainingExtension', value: asked }))[0]).toBe(
      'rewards/policy/v1/policy.proto',
    )
  })

  test.each<[string, Asked, number]>([
    ['a symbol', { case: 'fileContainingSymbol', value: 'a.B' }, 5],
    ['no symbol', { case: 'fileContainingSymbol', value: '' }, 5],
    ['a file', { case: 'fileByFilename', value: '../../etc/passwd' }, 5],
    ['a message', { case: 'allExtensionNumbersOfType', value: 'constructor' }, 5],
    [
      'an extension',
      { case: 'fileContainingExtension', value: { containingType: 'a.B', extensionNumber: 1 } },
      5,
    ],
    ['nothing', { case: undefined }, 3],
  ])('answers with an error of its own to who asks for %s that is not there', (_, asked, errorCode) => {
    expect(ask(asked)).toMatchObject({ case: 'errorResponse', value: { errorCode } })
  })
})

describe('a server', () => {
  const open = (port: number, method: DescMethodBiDiStreaming) => {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
    const call = client.makeBidiStreamRequest(
      pathOf(method),
      (request: object) =>
        Buffer.from(toBinary(method.input, create(method.input, request as Record<string, unknown>))),
      bytes => fromBinary(method.output, bytes) as unknown as Answer,
    )
    return { call, close: () => client.close() }
  }

  test.each(REFLECTION_METHODS.map(method => [method.parent.typeName, method] as const))(
    'answers %s to everybody, question after question, and lists what it serves',
    async (_, method) => {
      await using echo = await runEcho()
      const { call, close } = open(echo.port, method)
      const answers: Answer[] = []
      call.write({ messageRequest: { case: 'listServices', value: '' } })
      call.write({ messageRequest: { case: 'fileContainingSymbol', value: 'nothing.Such' } })
      call.write({ messageRequest: { case: 'fileContainingSymbol', value: 'grpc.health.v1.Health' } })
      call.end()
      for await (const answer of call) answers.push(answer as Answer)
      close()
      expect(answers.map(({ messageResponse }) => messageResponse.case)).toEqual([
        'listServicesResponse',
        'errorResponse',
        'fileDescriptorResponse',
      ])
      expect(answers[0]?.messageResponse.value.service).toMatchObject([
        { name: 'grpc.health.v1.Health' },
        { name: 'grpc.reflection.v1.ServerReflection' },
        { name: 'grpc.reflection.v1alpha.ServerReflection' },
        { name: 'rewards.test.v1.EchoService' },
      ])
    },
  )

  test('has none of it when it is turned off', async () => {
    await using echo = await runEcho({}, { reflection: false })
    const { call, close } = open(echo.port, v1)
    call.end({ messageRequest: { case: 'listServices', value: '' } })
    await expect(Array.fromAsync(call)).rejects.toThrow('UNIMPLEMENTED')
    close()
  })

  test('is not held open by who asks and stays', async () => {
    const echo = await runEcho()
    const { call, close } = open(echo.port, v1)
    call.write({ messageRequest: { case: 'listServices', value: '' } })
    const answers = call[Symbol.asyncIterator]()
    expect((await answers.next()).done).toBe(false)
    const ended = answers.next()
    await echo.server.close(60_000)
    expect((await ended).done).toBe(true)
    close()
    echo.channel.close()
  })
})
