import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { runTool, type ToolOptions } from './run-tool.ts'

export const STAND_IN_VERSION = '1.47.0'

const SOURCE = join(import.meta.dirname, '..', 'stand-in', 'StandIn.java')
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rewards</groupId>
  <artifactId>mongodb-stand-in</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>de.bwaldvogel</groupId>
      <artifactId>mongo-java-server</artifactId>
      <version>${STAND_IN_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`

/**
 * The class path of the stand-in. The first time it is fetched with Maven and compiled, into a folder of its own in
 * `cacheDir`; from then on it needs neither network, Maven nor compiler. Rejects with a `MongoSetupError` that names the tool
 * that is missing or failed.
 */
export async function standInClassPath(cacheDir: string, options: ToolOptions): Promise<string> {
  const hash = createHash('sha256')
    .update(PROJECT)
    .update(await readFile(SOURCE))
  const folder = join(cacheDir, `stand-in-${STAND_IN_VERSION}-${hash.digest('hex').slice(0, 8)}`)
  if (!existsSync(folder)) await build(folder, options)
  return [join(folder, 'classes'), join(folder, 'jars', '*')].join(delimiter)
}

/** Builds beside the target and moves it there in one step: a broken try, or two at once, leave one that is whole. */
async function build(folder: string, options: ToolOptions): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const scratch = await mkdtemp(`${folder}-`)
  const maven = join(scratch, 'maven')
  try {
    await fetchJars(maven, join(scratch, 'jars'), options)
    await rm(maven, { recursive: true })
    await compile(scratch, options)
    await rename(scratch, folder).catch(error => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** With a local repository of its own, so that nothing outside of the cache is written. */
async function fetchJars(maven: string, jars: string, options: ToolOptions): Promise<void> {
  await mkdir(maven)
  const project = join(maven, 'pom.xml')
  await writeFile(project, PROJECT)
  const quiet = ['--batch-mode', '--no-transfer-progress', '--quiet', '--strict-checksums']
  const places = [`-Dmaven.repo.local=${join(maven, 'repository')}`, `-DoutputDirectory=${jars}`]
  await runTool('mvn', [...quiet, '--file', project, ...places, COPY_DEPENDENCIES], options)
}

async function compile(folder: string, options: ToolOptions): Promise<void> {
  const args = ['--release', '17', '-cp', join(folder, 'jars', '*'), '-d', join(folder, 'classes'), SOURCE]
  await runTool('javac', args, options)
}
