import { createRegistry, type DescFile, type DescService, type Registry } from '@bufbuild/protobuf'
import {
  file_google_rpc_error_details as errorDetails,
  file_google_rpc_status as rpcStatus,
} from '@rewards/contracts/google'

/** Every message type that these services, or their errors, may carry: what is needed to show an `Any` as JSON. */
export function contractRegistry(services: readonly DescService[]): Registry {
  const files = new Set<DescFile>([errorDetails, rpcStatus])
  for (const { file } of services) addWithImports(file, files)
  return createRegistry(...files)
}

function addWithImports(file: DescFile, files: Set<DescFile>): void {
  if (files.has(file)) return
  files.add(file)
  for (const imported of file.dependencies) addWithImports(imported, files)
}
