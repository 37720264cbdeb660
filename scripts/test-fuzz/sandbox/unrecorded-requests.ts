import { createProvisioning } from '../../../sandbox/provisioning/provisioning.ts';
import { createReceiver } from '../../../sandbox/receiver/receiver.ts';
import { createSalesforce } from '../../../sandbox/salesforce/salesforce.ts';
import { matchRoute } from '../../../sandbox/server/route.ts';
import { createZuora } from '../../../sandbox/zuora/zuora.ts';
import type { FuzzedSystem } from '../system.ts';
import type { RecordedRequest } from './read-requests.ts';

/** Returns a request to each route of each partner that no recorded request goes to, with a recorded body of the partner. */
export function unrecordedRequests(
  { provisioning, receiver, salesforce, zuora }: FuzzedSystem['partners'],
  recorded: readonly RecordedRequest[],
): readonly RecordedRequest[] {
  const partners = [
    createSalesforce(salesforce),
    createZuora(zuora, {}),
    createProvisioning(provisioning),
    createReceiver(receiver),
  ];
  return partners.flatMap(({ name, routes }) => {
    const own = recorded.filter(({ path }) => path.startsWith(`/${name}/`));
    const hit = new Set(own.map(({ method, path }) => matchRoute(routes, method, pathIn(name, path))?.route));
    const body = own.find((request) => request.body.startsWith('{'))?.body ?? '{}';
    return routes
      .filter((route) => !hit.has(route))
      .map(({ method, pattern }) => ({ method, path: `/${name}${pattern.replaceAll(/:\w+/g, 'a1')}`, body }));
  });
}

function pathIn(partner: string, path: string): string {
  return path.slice(partner.length + 1).replace(/\?.*$/, '');
}
