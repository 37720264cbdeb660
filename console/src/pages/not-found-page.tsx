import { Link } from 'wouter';
import { Page } from '../layout/page.tsx';

/** The view of a path that has none. */
export function NotFoundPage() {
  return (
    <Page title="There is no such page">
      <p>
        The address is wrong, or the page has moved. <Link href="/orders">Look for an order</Link>
      </p>
    </Page>
  );
}
