/** How Node runs a system, so that it takes little memory. */
export const MEMORY_LIMITS = {
  /**
   * Options of V8: half of the heap for new objects of the main thread, in MB, and collections of new objects on the thread whose heap
   * it is. Such a heap is so small that waking other threads takes longer than the collection.
   */
  options: ['--max-semi-space-size=4', '--no-parallel-scavenge'],
  /**
   * Arenas of the allocator of glibc. The threads of the functions allocate in turn, and each arena keeps what its threads have
   * freed: with the default of eight arenas for each processor a busy machine holds a sixth more memory.
   *
   * Source: mallopt(3), `M_ARENA_MAX`.
   */
  variables: { MALLOC_ARENA_MAX: '2' },
} as const;
