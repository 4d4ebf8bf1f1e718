import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../test/support/json-calls.ts'
import { documentsOf, FOLDER, kubernetes, manifestFiles } from './support/manifests.ts'
import { CONFIGS, SERVICES } from './support/service-configs.ts'

describe.skipIf(kubernetes.missing)(`the Kubernetes manifests, checked by ${kubernetes.name}`, () => {
  let files: readonly string[]
  let documents: readonly Json[]
  beforeAll(async () => {
    files = await manifestFiles()
    documents = await documentsOf(files)
  })
  const find = (kind: string, name: string): Json =>
    documents.find(each => each.kind === kind && each.metadata.name === name)
  const deployed = () => [...SERVICES.map(name => find('Deployment', name)), find('StatefulSet', 'nats')]
  const containerOf = (workload: Json): Json => workload.spec.template.spec.containers[0]

  it('are what the API takes, with no field that it does not know', async () => {
    await kubernetes.run('python3', ['-m', 'kubernetes_validate', '--strict', '--quiet', ...files])
  }, 60_000)

  it('would be refused with a field that the API does not know', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rewards-manifest-'))
    const file = join(folder, 'wrong.yaml')
    await writeFile(file, 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { clusterIp: None }\n')
    const checked = kubernetes.run('python3', ['-m', 'kubernetes_validate', '--strict', '--quiet', file])
    await expect(checked).rejects.toThrow()
    await rm(folder, { recursive: true })
  })

  it('are all applied together, but for the example of the secret', async () => {
    const [{ resources }] = await documentsOf(['deploy/kustomization.yaml'])
    const applied = resources.map((name: string) => join('deploy', name))
    expect(new Set([...applied, join(FOLDER, 'secret.example.yaml')])).toEqual(new Set(files))
  })

  /** The environment of a workload's container, as the cluster would fill it in. */
  const environmentOf = (workload: Json): Record<string, string> => {
    const { envFrom = [], env } = containerOf(workload)
    const filled: Record<string, string> = {}
    for (const { configMapRef } of envFrom) Object.assign(filled, find('ConfigMap', configMapRef.name).data)
    for (const { name, value, valueFrom } of env) {
      const { secretKeyRef } = valueFrom ?? {}
      const secret = secretKeyRef && find('Secret', secretKeyRef.name).stringData[secretKeyRef.key]
      filled[name] = (value ?? secret ?? '').replaceAll(
        /\$\((\w+)\)/g,
        (_: string, other: string) => filled[other],
      )
    }
    return filled
  }

  it('give every service an environment that it takes, and nothing that it does not know', () => {
    for (const service of SERVICES) {
      const { warnings } = CONFIGS[service]?.(environmentOf(find('Deployment', service))) ?? {}
      expect(warnings).toEqual([])
    }
  })

  it('name every address by a headless service, at the port that it listens on', () => {
    for (const service of SERVICES)
      for (const [name, value] of Object.entries(environmentOf(find('Deployment', service)))) {
        if (!/^REWARDS_\w+_URLS$/.test(name)) continue
        const [host = '', port] = value.split(':')
        expect(find('Service', host).spec.clusterIP).toBe('None')
        expect(CONFIGS[host]?.({}).config.port).toBe(Number(port))
      }
  })

  it('ask for health where the service answers', () => {
    for (const service of SERVICES) {
      const { ports, startupProbe, readinessProbe, livenessProbe } = containerOf(find('Deployment', service))
      const port = CONFIGS[service]?.({}).config.port
      expect(ports.map(({ containerPort }: Json) => containerPort)).toContain(port)
      for (const probe of [startupProbe, readinessProbe, livenessProbe])
        if (service === 'gateway') expect(probe.httpGet.port).toBe(ports[0].name)
        else expect(probe.grpc.port).toBe(port)
      if (service !== 'gateway') expect(readinessProbe.grpc.service).toBeUndefined()
    }
  })

  it('give a stop the time that it takes, with what comes before it', () => {
    for (const service of SERVICES) {
      const workload = find('Deployment', service)
      const waits = Number(containerOf(workload).lifecycle?.preStop.exec.command[1] ?? 0) * 1_000
      const stop = CONFIGS[service]?.(environmentOf(workload)).config.stopWithinMs ?? 0
      const grace = workload.spec.template.spec.terminationGracePeriodSeconds * 1_000
      expect(grace).toBeGreaterThan(waits + stop)
    }
  })

  it('let nothing run as root, write to its image or take all memory', () => {
    for (const workload of deployed()) {
      expect(workload.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true })
      const { securityContext, resources } = containerOf(workload)
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(resources.limits.memory).toBeDefined()
      expect(resources.requests).toMatchObject({ cpu: expect.anything(), memory: expect.anything() })
    }
  })

  it('keep one of everything when a node is emptied', () => {
    for (const workload of deployed()) {
      const { spec } = find('PodDisruptionBudget', workload.metadata.name)
      expect(spec.selector.matchLabels).toEqual(workload.spec.template.metadata.labels)
      expect(workload.spec.replicas).toBeGreaterThan(spec.maxUnavailable)
    }
  })

  it('select with every service the pods that are deployed under its name', () => {
    for (const workload of deployed())
      expect(find('Service', workload.metadata.name).spec.selector).toEqual(
        workload.spec.template.metadata.labels,
      )
  })
})
