/** How Node runs a system, so that it takes little memory. */
export const MEMORY_LIMITS = {
  /**
   * Options of V8, for every heap of the process:
   *
   * - the size of a semi-space, in MB, of which V8 has three for new objects; it is not smaller at first, because nearly all that a start makes
   *   stays
   * - no helper threads when new objects are collected, because so little is collected at a time that waking the helpers takes longer
   * - the limit of the old space, in MB. It decides as well how much a heap grows before all of it is collected: by 60 percent instead of up
   *   to 300
   *
   * Each is one of the options with which V8 still takes the compiled code that Node has of its own modules.
   */
  options: [
    '--min-semi-space-size=4',
    '--max-semi-space-size=4',
    '--no-parallel-scavenge',
    '--max-old-space-size=1024',
  ],
  /**
   * Arenas of the allocator of glibc. The threads of the functions allocate in turn, and each arena keeps what its threads have
   * freed: with the default of eight arenas for each processor a busy machine holds a sixth more memory.
   *
   * Source: mallopt(3), `M_ARENA_MAX`.
   */
  variables: { MALLOC_ARENA_MAX: '2' },
} as const;
