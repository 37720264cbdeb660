/** How Node runs a system, so that it takes little memory. */
export const MEMORY_LIMITS = {
  /**
   * Options of V8: the size of a semi-space, in MB (V8 has three of them for new objects); no helper threads when new objects are
   * collected, because so little is collected at a time that waking the helpers takes longer; how much a heap grows, in percent of what
   * was in use after a full collection, before the next one; and the size of a heap, in MB, before the first one.
   */
  options: [
    '--max-semi-space-size=4',
    '--no-parallel-scavenge',
    '--heap-growing-percent=50',
    '--initial-old-space-size=64',
  ],
  /**
   * Arenas of the allocator of glibc. The threads of the functions allocate in turn, and each arena keeps what its threads have
   * freed: with the default of eight arenas for each processor a busy machine holds a sixth more memory.
   *
   * Source: mallopt(3), `M_ARENA_MAX`.
   */
  variables: { MALLOC_ARENA_MAX: '2' },
} as const;
