import { describePluginContract } from 'order-orchestration-framework/contract';
import { loyaltyPoints } from './plugin.ts';
import { API_KEY, standIn } from './stand-in.ts';

describePluginContract({
  plugin: loyaltyPoints,
  options: (sandboxUrl) => ({ endpoint: `${sandboxUrl}/loyalty/bookings` }),
  partners: [standIn],
  secrets: () => ({ loyalty: { apiKey: API_KEY } }),
  partner: { name: 'loyalty', path: '/bookings' },
  effects: ['points.booked'],
  undone: ['points.cancelled'],
  declined: { name: 'PluginFailed', code: 'endpoint_refused' },
});
