const FEW_ARENAS = '2';

/**
 * Starts the program again in this process with few arenas of the allocator of glibc, unless it has a limit already. The threads of
 * the functions allocate in turn, and each arena keeps what its threads have freed: with glibc's default of eight arenas for each
 * processor a busy machine holds a sixth more memory (decision 43).
 *
 * The allocator reads its limit only when a process begins. Source: mallopt(3), `M_ARENA_MAX`. Does nothing on other systems, and
 * in a process with a channel to its parent, which the new program would not have.
 */
export function limitArenas(): void {
  const { argv, channel, env, execArgv, execPath, platform } = process;
  if (platform !== 'linux' || env.MALLOC_ARENA_MAX !== undefined || channel != null || process.execve === undefined)
    return;
  process.execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, MALLOC_ARENA_MAX: FEW_ARENAS });
}
