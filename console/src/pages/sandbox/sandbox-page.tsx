import { Page } from '../../layout/page.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { Effects } from './effects.tsx';
import { Faults } from './faults.tsx';
import { SendOrder } from './send-order.tsx';

/** The stand-ins of the partners, on one machine only: make them fail, send an order, see what they really did. */
export function SandboxPage() {
  const maySend = useMay('orders:write');
  return (
    <Page title="Sandbox">
      <p>Stand-ins of the partners run on this machine. Make one fail, send an order, and see what happens to it.</p>
      <Faults />
      {maySend && <SendOrder />}
      <Effects />
    </Page>
  );
}
