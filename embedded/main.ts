import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Before any other module is loaded: most of the time of a start went into stripping types and compiling.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/order-orchestration', import.meta.url)));
const [{ runCommand }, { serve }] = await Promise.all([import('./cli/run-command.ts'), import('./cli/serve.ts')]);
await runCommand(serve);
