import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from '../../../../test/support/json-calls.ts'
import { ROOT } from './image-by-hand.ts'
import { type PythonTool, pythonTool } from './python-tools.ts'

export const FOLDER = 'deploy/kubernetes'

/** Checks manifests against the schemas of the Kubernetes API, and reads YAML. */
export const kubernetes: PythonTool = await pythonTool(
  'kubernetes-validate==1.37.0',
  ...[
    'attrs==26.1.0',
    'importlib-resources==7.1.0',
    'jsonschema==4.26.0',
    'packaging==26.3',
    'pyyaml==6.0.3',
  ],
  ...[
    'jsonschema-specifications==2025.9.1',
    'referencing==0.37.0',
    'rpds-py==2026.9.1',
    'typing-extensions==4.16.0',
  ],
)

/** The files of the manifests. */
export async function manifestFiles(): Promise<readonly string[]> {
  const names = await readdir(join(ROOT, FOLDER))
  return names.filter(name => name.endsWith('.yaml')).map(name => join(FOLDER, name))
}

const TO_JSON =
  'import json, sys, yaml; json.dump([d for f in sys.argv[1:] for d in yaml.safe_load_all(open(f))], sys.stdout)'

/** The documents of YAML files, in order. */
export async function documentsOf(files: readonly string[]): Promise<readonly Json[]> {
  return JSON.parse((await kubernetes.run('python3', ['-c', TO_JSON, ...files])).stdout)
}
