import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BrokerError } from '../../tools/broker/src/broker-error.ts'
import { unpackDebianPackage } from '../../tools/broker/src/debian-package.ts'
import { withLock } from '../../tools/broker/src/lock.ts'
import { runTool } from '../../tools/broker/src/run-tool.ts'
import { freePorts } from '../../tools/launcher/src/ports.ts'
import { until } from '../../tools/launcher/test/support.ts'

/** Prometheus' own programs, or the reason why there are none on this machine. */
export interface PrometheusTools {
  /** For the titles of tests. */
  readonly name: string
  /** Empty when they are here. */
  readonly missing: string
  readonly prometheus: string
  readonly promtool: string
}

const CACHE_DIR = join(import.meta.dirname, '..', '..', '.cache', 'prometheus')

/** Those on the `PATH`, else those of the Debian package, unpacked once into the checkout's cache. */
export async function prometheusTools(): Promise<PrometheusTools> {
  const kept = join(CACHE_DIR, 'debian')
  return (
    (await toolsIn('')) ??
    (await toolsIn(kept)) ??
    (await unpack(kept).then(
      () => toolsIn(kept).then(found => found ?? none('the Debian package has no promtool')),
      error => none(reasonOf(error)),
    ))
  )
}

async function toolsIn(folder: string): Promise<PrometheusTools | undefined> {
  const [prometheus, promtool] = [join(folder, 'prometheus'), join(folder, 'promtool')]
  const answers = [prometheus, promtool].map(path => runTool(path, ['--version'], { timeoutMs: 20_000 }))
  const [version] = await Promise.all(answers).catch(() => [undefined])
  if (version === undefined) return undefined
  return {
    name: /^prometheus, version \S+/.exec(version)?.[0] ?? 'prometheus',
    missing: '',
    prometheus,
    promtool,
  }
}

/** Beside the target, and moved there in one step: a broken try leaves nothing that looks whole. */
async function unpack(target: string): Promise<void> {
  await mkdir(CACHE_DIR, { recursive: true })
  await withLock(`${target}.lock`, async () => {
    if (await toolsIn(target)) return
    const scratch = await mkdtemp(`${target}-`)
    try {
      await rename(join(await unpackDebianPackage(scratch, 'prometheus'), 'usr', 'bin'), target)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  })
}

function none(missing: string): PrometheusTools {
  return { name: `prometheus, skipped: ${missing}`, missing, prometheus: '', promtool: '' }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof BrokerError)) throw error
  return error.message
}

/** A Prometheus that runs. */
export interface RunningPrometheus extends AsyncDisposable {
  /** What its API answers, `data` alone. Rejects with its own words. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>
}

/** Starts one that scrapes these targets each second, by the name of their job, and keeps these rules. */
export async function startPrometheus(
  { prometheus }: PrometheusTools,
  folder: string,
  { targets, rules }: { readonly targets: Readonly<Record<string, string>>; readonly rules: string },
): Promise<RunningPrometheus> {
  const [port = 0] = await freePorts(1)
  const jobs = Object.entries(targets).map(([job_name, target]) => ({
    job_name,
    static_configs: [{ targets: [target] }],
  }))
  const global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }
  const file = join(folder, 'prometheus.yml')
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ global, rule_files: [rules], scrape_configs: jobs }))
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const child = spawn(prometheus, args, { stdio: 'ignore' })
  const base = `http://127.0.0.1:${port}`
  const ready = () =>
    fetch(`${base}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until('Prometheus is ready', ready, 60_000)
  return {
    async get(path, query = {}) {
      const response = await fetch(`${base}${path}?${new URLSearchParams(query)}`)
      const { data, error } = (await response.json()) as { data?: unknown; error?: string }
      if (error !== undefined) throw new Error(`${path} ${JSON.stringify(query)}: ${error}`)
      return data
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
