import { openStore, type Store } from '../embedded/sqlite/store.ts';

/** Opens a service on a store of its own. Closing the service closes the store as well. */
export function onOwnStore<Service extends { close(): Promise<void> }>(
  file: string,
  open: (store: Store) => Service,
): Service {
  const store = openStore(file);
  const service = open(store);
  return {
    ...service,
    async close() {
      await service.close();
      await store.close();
    },
  };
}
