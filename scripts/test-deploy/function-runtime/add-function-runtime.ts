import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The runtime identifier of functions that bring their own runtime. */
export const CUSTOM_RUNTIME = 'provided.al2023';

const PROGRAM = fileURLToPath(new URL('runtime.ts', import.meta.url));
const BOOTSTRAP = '#!/bin/sh\nexec node "$LAMBDA_TASK_ROOT/runtime.mts"\n';

/**
 * Puts the runtime beside the handler in every function's code of an assembly; the `node` of the PATH runs it.
 *
 * @param assembly the folder that `App.synth()` wrote
 * @throws Error the assembly holds no function's code
 */
export async function addFunctionRuntime(assembly: string): Promise<void> {
  const handlers = (await readdir(assembly, { recursive: true })).filter((path) =>
    /^asset\.[^/]+\/index\.mjs$/.test(path),
  );
  if (handlers.length === 0)
    throw new Error(`Expected code of functions (asset.*/index.mjs) in ${assembly}, found none.`);
  for (const handler of handlers) {
    const folder = join(assembly, handler, '..');
    await copyFile(PROGRAM, join(folder, 'runtime.mts'));
    await writeFile(join(folder, 'bootstrap'), BOOTSTRAP, { mode: 0o755 });
  }
}
