import { editionEventSchema } from '../../blueprint/wire/edition-event.ts';
import { now, orderTable, wire } from '../compose.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createChangeEdition } from './change-edition.ts';
import { createEditionStore } from './edition-store.ts';

/** Promotes the candidate or takes it back; invoked by people, pipelines and the alarm on the candidate's orders. */
export const handler = lazily(() => {
  const logger = createLogger('change-edition');
  const changeEdition = createChangeEdition({
    editions: createEditionStore(...orderTable(wire(['table']))),
    onRolledBack: (event) => logger.warn('Edition rolled back', { ...event }),
    now,
  });
  return async (event: unknown) => changeEdition(editionEventSchema.parse(event));
});
