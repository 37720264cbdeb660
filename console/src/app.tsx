import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { Route, Router, Switch } from 'wouter';
import { ApiFailure, createApiClient } from './api/api-client.ts';
import { ApiProvider } from './api/api-context.ts';
import { Layout } from './layout/layout.tsx';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { Loading } from './parts/query-view.tsx';
import { BASE } from './sign-in/session.ts';
import { useSession } from './sign-in/session-context.ts';
import { SignInGate } from './sign-in/sign-in-gate.tsx';

const TodayPage = lazy(async () => ({ default: (await import('./pages/today/today-page.tsx')).TodayPage }));
const OrdersPage = lazy(async () => ({ default: (await import('./pages/orders/orders-page.tsx')).OrdersPage }));
const OrderPage = lazy(async () => ({ default: (await import('./pages/order/order-page.tsx')).OrderPage }));
const FalloutPage = lazy(async () => ({ default: (await import('./pages/fallout/fallout-page.tsx')).FalloutPage }));
const JobsPage = lazy(async () => ({ default: (await import('./pages/jobs/jobs-page.tsx')).JobsPage }));
const JobPage = lazy(async () => ({ default: (await import('./pages/jobs/job-page.tsx')).JobPage }));
const ConnectionsPage = lazy(async () => ({
  default: (await import('./pages/connections/connections-page.tsx')).ConnectionsPage,
}));
const WebhooksPage = lazy(async () => ({ default: (await import('./pages/webhooks/webhooks-page.tsx')).WebhooksPage }));
const ConfigPage = lazy(async () => ({ default: (await import('./pages/config/config-page.tsx')).ConfigPage }));
const SandboxPage = lazy(async () => ({ default: (await import('./pages/sandbox/sandbox-page.tsx')).SandboxPage }));
const NotFoundPage = lazy(async () => ({ default: (await import('./pages/not-found-page.tsx')).NotFoundPage }));

/** The console: the sign-in, and behind it one view per path. */
export function App() {
  return (
    <ErrorBoundary>
      <SignInGate>
        <ApiConnection>
          <Router base={BASE}>
            <Layout>
              <Suspense fallback={<Loading what="the page" />}>
                <Switch>
                  <Route path="/" component={TodayPage} />
                  <Route path="/orders" component={OrdersPage} />
                  <Route path="/orders/:id">{({ id }) => <OrderPage key={id} id={id} />}</Route>
                  <Route path="/fallout" component={FalloutPage} />
                  <Route path="/jobs" component={JobsPage} />
                  <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
                  <Route path="/connections" component={ConnectionsPage} />
                  <Route path="/webhooks" component={WebhooksPage} />
                  <Route path="/config" component={ConfigPage} />
                  <Route path="/sandbox" component={SandboxPage} />
                  <Route component={NotFoundPage} />
                </Switch>
              </Suspense>
            </Layout>
          </Router>
        </ApiConnection>
      </SignInGate>
    </ErrorBoundary>
  );
}

/** Statuses after which the same request may succeed. */
const PASSING = [0, 429, 500, 502, 503, 504];
const MAX_RETRIES = 2;

function ApiConnection({ children }: { readonly children: ReactNode }) {
  const { token } = useSession();
  const api = useMemo(() => createApiClient(token), [token]);
  const client = useMemo(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            retry: (count, error) =>
              count < MAX_RETRIES && error instanceof ApiFailure && PASSING.includes(error.status),
            retryDelay: (count) => 500 * 2 ** count,
          },
        },
      }),
    [],
  );
  return (
    <ApiProvider value={api}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </ApiProvider>
  );
}
