import { MEMORY_LIMITS } from '../embedded/memory-limits.ts';

/**
 * Starts the program again in this process with `MEMORY_LIMITS`, unless it has limits of its own (decision 43). V8 and the allocator
 * read them only when a process begins. From its beginning the new program has Node's compile cache, so that it need not load the compiler
 * that strips types.
 *
 * Does nothing where a program cannot be replaced, and in a process with a channel to its parent, which the new program would not
 * have.
 *
 * @param compileCache folder of the compile cache
 */
export function limitMemory(compileCache: string): void {
  const { argv, channel, env, execArgv, execPath } = process;
  const nameOf = (option: string): string => (option.split('=')[0] ?? option).replaceAll('_', '-');
  const own = [...execArgv, ...(env.NODE_OPTIONS ?? '').split(/\s+/)].map(nameOf);
  const options = MEMORY_LIMITS.options.filter((option) => !own.includes(nameOf(option)));
  const hasVariables = Object.keys(MEMORY_LIMITS.variables).every((name) => env[name] !== undefined);
  if ((options.length === 0 && hasVariables) || channel != null || process.execve === undefined) return;
  process.execve(execPath, [execPath, ...execArgv, ...options, ...argv.slice(1)], {
    ...MEMORY_LIMITS.variables,
    NODE_COMPILE_CACHE: compileCache,
    ...env,
  });
}
